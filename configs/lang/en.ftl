# The program's texts in English. What begins with «cli-» belongs to the command line, what begins
# with «tui-» to the screen, the rest to both. See es.ftl for what the tests compare.

## Command line: help

cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-common = Options of all commands
cli-value-command = COMMAND
cli-help-example = Example:
    {"  "}{ $example }
cli-help-cabildo = Federated messages between town halls, embassies and councils. Without a command, opens the terminal.
cli-help-demo = Shows a whole federation on this machine, or writes it into a folder
cli-help-node = Runs the node of this home until it is stopped
cli-help-relay = Runs the relay of this home until it is stopped
cli-help-propose = Makes a proposal
cli-help-alert = Issues a crisis notice (CAP 1.2), updates or cancels one
cli-help-agenda = Invites to a summit with its agenda
cli-help-respond = Takes a position on a proposal
cli-help-ack = Acknowledges a crisis notice
cli-help-comment = Comments on a message
cli-help-rsvp = Answers an invitation to a summit
cli-help-list = Shows the inbox, the most urgent first
cli-help-show = Shows a message with all that was answered
cli-help-watch = Shows what arrives, one line an event
cli-help-peers = Shows the other nodes and their links
cli-help-status = Shows the state of the node
cli-help-frontier = Prints as JSON how far each log reaches
cli-help-adopt = Takes over what the node knows of the key, where its ledger is lost
cli-help-completions = Prints completions for a shell
cli-help-help = Explains a command
cli-arg-home = Folder of the node; without it that of CABILDO_HOME, or ~/.local/share/cabildo
cli-arg-socket = Socket of the node, where it is not that of its folder
cli-arg-json = Prints JSON instead of text
cli-arg-passphrase-file = File whose first line is the key's passphrase
cli-arg-passphrase-fd = Descriptor from which the key's passphrase is read
cli-arg-language = Language of what is shown, and of texts without a tag
cli-arg-help = Shows this help
cli-arg-version = Shows the version
cli-arg-id = Id of the message, or any beginning that no other has
cli-arg-title = Title, one line
cli-arg-summary = Summary, one paragraph
cli-arg-text = Text; «es=…» names its language, «@FILE» reads it, «-» takes it from standard input, «=…» takes it literally
cli-arg-text-file = File with the text; «-» is standard input
cli-arg-theme = Theme, a code of the federation
cli-arg-place = Places: mx:20067, MX-OAX or MX
cli-arg-asked = Who is asked to answer; without it every institution
cli-arg-invited = Who is invited; without it every institution
cli-arg-respond-by = Until when an answer is asked for: 48h, 3d or 2026-12-01T18:00-06:00
cli-arg-file = JSON or TOML file with the whole content; other options change it
cli-arg-headless = Without a screen: one line an event, and ends by itself
cli-arg-cut = Cuts the links of this node during the whole demonstration
cli-arg-write = Writes the nodes into this folder and does not start them
cli-arg-nodes = How many nodes are written
cli-arg-event = What happens, in a few words
cli-arg-headline = Headline, one line
cli-arg-description = Description
cli-arg-instruction = What people should do
cli-arg-severity = Severity
cli-arg-urgency = Urgency
cli-arg-certainty = Certainty
cli-arg-category = Categories
cli-arg-area = Area, in words; may be repeated
cli-arg-expires = Until when it holds: 6h or 2026-12-01T18:00-06:00
cli-arg-status = Whether it is real, an exercise or a test
cli-arg-update = Updates this notice: only what is given changes
cli-arg-cancel = Cancels this notice
cli-arg-reason = Why it is cancelled
cli-arg-host = Institution that hosts it; without it one's own
cli-arg-starts = Beginning, in the time of the venue: 2027-03-10T09:00
cli-arg-ends = End, or how long it lasts: 8h
cli-arg-zone = Time zone of the venue (IANA); without it one's own
cli-arg-venue = Venue, in words
cli-arg-item = Item: title;minutes or title;minutes;time; may be repeated
cli-arg-stance = Stance
cli-arg-mandate = The act that gives the authority, as cited
cli-arg-state = State
cli-arg-attendance = Attendance
cli-arg-people = How many people
cli-arg-need = How many need what: wheelchair, sign_language, hearing, sight, interpretation, diet
cli-arg-language-wanted = Languages into which interpretation is asked for
cli-arg-kind = Only messages of this kind
cli-arg-institution = Only what this institution wrote
cli-arg-limit = Lines at most
cli-arg-shell = Shell
cli-arg-command = Command
cli-example-demo = cabildo demo --headless
cli-example-propose = cabildo propose --title en="Rainwater" --text en=@proposal.txt --respond-by 72h
cli-example-alert = cabildo alert --event en="Earthquake" --severity extreme --category geo --place MX-OAX --expires 6h
cli-example-agenda = cabildo agenda --title "Summit" --starts 2027-03-10T09:00 --ends 8h --item "Opening;30;09:00"
cli-example-respond = cabildo respond cbm1q9x endorse --text en="In favour." --mandate "Acuerdo 12/2026"
cli-example-ack = cabildo ack cbm1q9x acting --text en="Teams on their way"
cli-example-comment = cabildo comment cbm1q9x --text en="Agreed"
cli-example-rsvp = cabildo rsvp cbm1q9x in_person --people 3 --need sight=1
cli-example-show = cabildo show cbm1q9x
cli-example-list = cabildo list --kind notice --limit 10
cli-example-watch = cabildo watch --json
cli-example-completions = cabildo completions bash > ~/.local/share/bash-completion/completions/cabildo

## Command line: wrong usage

cli-usage-command = There is no command «{ $value }»
cli-usage-argument = «{ $value }» is not understood
cli-usage-value-missing = «{ $option }» needs a value
cli-usage-value = «{ $value }» does not suit «{ $option }»; it may be { $known }
cli-usage-why = At «{ $option }»: { $why }
cli-usage-invalid = «{ $value }» does not suit «{ $option }»
cli-usage-missing = { $names } is missing
cli-usage-conflict = «{ $option }» does not go together with «{ $other }»
cli-usage-meant = Did you mean «{ $value }»?
cli-usage-see-help = see «cabildo help»
cli-bad-id = «{ $value }» is not the beginning of an id (cbm1…)
cli-bad-institution = «{ $value }» is not an institution · write it as mx:20067, cl:05101 or mx:x-sfic
cli-bad-place = «{ $value }» is not a place · write it as mx:20067, MX-OAX or MX
cli-bad-language = «{ $value }» is not a language tag · write it as es, es-MX, en or arn
cli-bad-time = «{ $value }» is not a time · write it as 48h, 3d, 2026-12-01T18:00 or 2026-12-01T18:00:00-06:00
cli-bad-zone = this machine knows no time zone «{ $value }» · write it as America/Mexico_City
cli-bad-word = there is no word «{ $value }»
cli-bad-need = «{ $value }» is not a need with its number · write it as wheelchair=2; it may be { $known }
cli-bad-item = «{ $value }» is not an item · write it as «title;minutes» or «title;minutes;09:30»
cli-time-out-of-range = the time lies outside of what calendars can write: { $value }
cli-missing-option = «{ $option }» is missing
cli-text-twice = «{ $option }» gives the text in «{ $tag }» twice
cli-text-empty = «{ $option }»: the text is empty
cli-text-one-line = «{ $option }» is a single line
cli-text-control = «{ $option }»: there is a control character ({ $code }) in line { $line }, column { $column } · remove it
cli-stdin-twice = «{ $option }»: standard input was already read for another option
cli-file-unreadable = «{ $option }»: { $path } cannot be read: { $why }
cli-file-too-large = «{ $option }»: { $path } has more than { $max } bytes
cli-file-not-utf8 = «{ $option }»: { $path } is not UTF-8 from byte { $at } on
cli-file-content = In { $path }: { $why }
cli-file-kind = { $path } is of another kind: «{ $value }»
cli-file-unknown-key = { $path }: there is no field «{ $key }»
cli-key-locked = { $path } is locked with a passphrase · give it with --passphrase-file or --passphrase-fd
cli-key-wrong = the passphrase of { $path } is wrong · try again
cli-passphrase = Passphrase of { $path }:{" "}
cli-passphrase-wrong = Wrong.
cli-passphrase-unread = the passphrase cannot be read from the terminal: { $why }
cli-passphrase-unreadable = the passphrase cannot be read from { $path }: { $why }
cli-not-running = no node is running on { $path } · start it with «cabildo node»
cli-not-permitted = this user may not use { $path } · ask the administrator to be added to the node's group
cli-not-a-notice = { $id } is not a crisis notice
cli-home-of-relay = { $path } is the home of a relay · run it with «cabildo relay»
cli-home-of-node = { $path } is the home of a node · run it with «cabildo node»
cli-no-terminal = there is no terminal here to draw on · use «cabildo list» and «cabildo show»
cli-no-screen = this program was built without a screen · use «cabildo list» and «cabildo show»
cli-output = the output cannot be written: { $why }

## Command line: what is shown

cli-written = Published: { $kind }
cli-adopted = What the node knows of the key { $key } was taken over.
cli-written-nodes = Nodes written into { $path }: { $names }
cli-written-start = Each is started so: cabildo --home { $path } node
cli-watch-lost = the link to the node is lost; trying again
cli-no-title = (no title)
cli-list-empty = No messages.
cli-urgency-closed = closed
cli-urgency-exercise = exercise
cli-urgency-waiting = to be answered
cli-urgency-open = open
cli-ours = we: { $said }
cli-ours-missing = our answer is missing
cli-disputed = DISPUTED
cli-held = earlier messages are missing
cli-due-in = { $at } (in { $span })
cli-due-ago = { $at } ({ $span } ago)
cli-peers-none = There are no other nodes in the rosters.
cli-peer-connected = connected
cli-peer-away = no link
cli-peer-synced = in step at { $at }
cli-peer-behind = { $n ->
    [one] { $n } message to come
   *[other] { $n } messages to come
}
cli-peer-next = next attempt { $at }
cli-role-node = node
cli-role-relay = relay
cli-status-federation = Federation
cli-status-node = Node
cli-status-listening = Listens on
cli-status-peers = Nodes connected
cli-status-kept = Kept
cli-status-kept-value = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $logs ->
    [one] { $logs } log
   *[other] { $logs } logs
}, { $size }
cli-status-behind = To come
cli-status-behind-value = { $behind ->
    [one] { $behind } message
   *[other] { $behind } messages
}, { $bodies ->
    [one] { $bodies } body
   *[other] { $bodies } bodies
}; { $held } waiting
cli-status-up-to-date = up to date
cli-status-forked = Disputed logs
cli-status-started = Running since
cli-event-body = the body of { $id } is here
cli-event-peer-up = { $name } is connected
cli-event-peer-down = { $name } has no link now
cli-event-progress = { $n ->
    [one] { $n } message to come
   *[other] { $n } messages to come
}
cli-event-forked = the log { $log } of { $name } is disputed
cli-event-roster = roster of { $scope }: version { $version }
cli-event-resync = events were lost: read the inbox again
cli-no-root = The beginning of the thread is not here yet.
cli-no-content = (Its content is not here, or of a newer release.)
cli-opaque-unknown_version = It is of a newer release: update the program to read it.
cli-opaque-unknown_kind = It is of a kind that this release does not know: update the program to read it.
cli-opaque-no_body = Its content is not here yet.
cli-opaque-malformed = Its content does not have the proper form.
cli-opaque-sealed = It is sealed for others.
cli-opaque-void = It is void: its author could no longer sign it.
cli-opaque-not_due = Its time lies ahead: it will be shown then.
cli-opaque-not_a_thread = It does not begin a thread.
cli-theme = Theme: { $value }
cli-places = Places: { $value }
cli-clock = Answers until { $due }
cli-clock-over = The time is over: { $due }
cli-answered = Answered: { $answered } of { $asked }
cli-waiting = Missing: { $names }
cli-positions = Positions ({ $n })
cli-late = Positions after the close ({ $n })
cli-tally = Tally by country
cli-comments = Comments ({ $n })
cli-mandate = Mandate: { $value }
cli-updated = Updated at { $at }
cli-cancelled = Cancelled at { $at }
cli-acks = Acknowledgements ({ $n })
cli-took = after { $span }
cli-cap-event = What happens
cli-cap-severity = Severity
cli-cap-urgency = Urgency
cli-cap-certainty = Certainty
cli-cap-category = Category
cli-cap-response = Response
cli-cap-effective = Holds from
cli-cap-onset = Begins
cli-cap-expires = Holds until
cli-cap-area = Area
cli-cap-web = More
cli-cap-contact = Contact
cli-host = Host
cli-venue = Venue
cli-items = Items ({ $n })
cli-answers = Attendance ({ $n })
cli-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
cli-attendance = In person { $present }, by video { $remote }

## Kinds of messages

kind-proposal = proposal
kind-position = position
kind-comment = comment
kind-notice = crisis notice
kind-notice_update = notice update
kind-notice_cancel = notice cancellation
kind-ack = acknowledgement
kind-agenda = agenda
kind-rsvp = attendance
kind-unknown = message of a newer version

## Stances

stance-endorse = in favour
stance-object = against
stance-abstain = abstains
stance-ask_for_changes = asks for changes

## Acknowledgements

ack-seen = seen
ack-accepted = accepted
ack-acting = acting
ack-need_help = needs help
ack-can_offer = can offer help
ack-not_affected = not affected
ack-closed = closed

## Attendance

attendance-in_person = in person
attendance-remote = by video
attendance-tentative = tentative
attendance-declined = not coming
access-wheelchair = wheelchair access
access-sign_language = sign language
access-hearing = captions or an audio loop
access-sight = large print, Braille or readable files
access-interpretation = interpretation
access-diet = special diet

## Common Alerting Protocol (CAP)

severity-extreme = extreme
severity-severe = severe
severity-moderate = moderate
severity-minor = minor
severity-unknown = unknown
urgency-immediate = immediate
urgency-expected = expected
urgency-future = future
urgency-past = past
urgency-unknown = unknown
certainty-observed = observed
certainty-likely = likely
certainty-possible = possible
certainty-unlikely = unlikely
certainty-unknown = unknown
category-geo = geophysical
category-met = meteorological
category-safety = public safety
category-security = security
category-rescue = rescue
category-fire = fire
category-health = health
category-env = environment
category-transport = transport
category-infra = infrastructure
category-cbrne = hazardous materials
category-other = other
response-shelter = take shelter
response-evacuate = evacuate
response-prepare = prepare
response-execute = carry out the plan
response-avoid = avoid the place
response-monitor = stay informed
response-assess = assess
response-all_clear = all clear
response-none = none
cap-actual = actual
cap-exercise = exercise
cap-system = system message
cap-test = technical test
cap-draft = draft
notice-active = in force
notice-cancelled = cancelled
notice-expired = expired

## Institutions and countries

institution-municipality = municipality
institution-embassy = embassy
institution-consulate = consulate
institution-council = council
institution-ministry = ministry
institution-parliament = parliament
institution-health_service = health service
institution-university = university
institution-ngo = civil organisation
institution-cooperative = cooperative
institution-indigenous_authority = indigenous authority
institution-relay = relay
country-mx = Mexico
country-cl = Chile

## Time

span-now = less than a minute
span-minutes = { $n } min
span-hours = { $n } h
span-hours-minutes = { $n } h { $minutes } min
span-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
span-days-hours = { $n ->
    [one] { $n } day { $hours } h
   *[other] { $n } days { $hours } h
}
time-in = in { $span }
time-ago = { $span } ago
time-now = now
time-late = { $span } late
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
date-time = { $weekday } { $day } { $month } { $hour }:{ $minute }
date-time-year = { $weekday } { $day } { $month } { $year } { $hour }:{ $minute }
language-es = español
language-en = English
