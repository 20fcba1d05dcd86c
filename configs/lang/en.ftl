# The program's texts in English. What begins with «cli-» belongs to the command line, what begins
# with «tui-» to the screen, the rest to both. See es.ftl for what the tests compare.

## Command line: help

cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-common = Options of all commands
cli-value-command = COMMAND
cli-help-also = Also: { $names }
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
cli-help-rsvp-text = What is not said by numbers, without personal names; written as in every command that takes a text
cli-help-erase = Erase the text of a message of your own for ever, on every node
cli-help-mark = Notes on a thread, for the other operators of the node, that it was read, is flagged, or who takes care of it
cli-help-shift = Shows what is open and who takes care of it; with --to hands the shift over
cli-help-list = Shows the inbox, the most urgent first
cli-help-show = Shows a message with all that was answered
cli-help-watch = Shows what arrives, one line an event
cli-help-peers = Shows the other nodes and their links
cli-help-status = Shows the state of the node
cli-help-frontier = Prints as JSON how far each log reaches
cli-help-adopt = Takes over what the node knows of the key, where its ledger is lost
cli-help-completions = Prints completions for a shell
cli-help-man = Writes the manual pages into a folder, in every language
cli-help-help = Explains a command
cli-arg-home = Folder of the node; without it that of CABILDO_HOME, or ~/.local/share/cabildo
cli-arg-socket = Socket of the node, where it is not that of its folder
cli-arg-json = Prints JSON instead of text
cli-arg-ascii = Writes without accents or signs, for terminals that show ASCII alone
cli-arg-plain = The whole program as numbered lines and questions, without a screen
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
cli-arg-reason = Why it is cancelled or erased
cli-arg-flag = Flags it
cli-arg-unflag = Takes the flag away
cli-arg-assign = Who takes care of it: a device by its name in the roster
cli-arg-unassign = Nobody in particular takes care of it any more
cli-arg-to = Who gets what this operator took care of
cli-arg-host = Institution that hosts it; without it one's own
cli-arg-starts = Beginning, in the time of the venue: 2027-03-10T09:00
cli-arg-ends = End, or how long it lasts: 8h
cli-arg-zone = Time zone of the venue (IANA); without it one's own
cli-arg-venue = Venue, in words
cli-arg-item = Item: title;minutes or title;minutes;time, then ;@mx:20067 for who presents, ;#cbm1… for papers, ;room=Room 2, ;speaker=Water department, ;languages=en,pt for interpretation; may be repeated
cli-arg-stance = Stance
cli-arg-mandate = The act that gives the authority, as cited
cli-arg-state = State
cli-arg-attendance = Attendance
cli-arg-people = How many people
cli-arg-need = How many need what
cli-arg-language-wanted = Languages into which interpretation is asked for
cli-arg-kind = Only messages of this kind
cli-arg-institution = Only what this institution wrote
cli-arg-limit = Lines at most
cli-arg-format = How it is written: text, html to be printed, or cap for a notice
cli-arg-paper = Sheet on which it is printed: a4 or letter
cli-arg-output = File into which it is written, instead of the output
cli-arg-force = Replaces the file where there is one
cli-arg-shell = Shell
cli-arg-dir = Folder into which it is written
cli-arg-command = Command
cli-example-demo = cabildo demo --headless
cli-example-node = cabildo node
cli-example-relay = cabildo relay --home /srv/cabildo
cli-example-propose = cabildo propose --title en="Rainwater" --text en=@proposal.txt --respond-by 72h
cli-example-alert = cabildo alert --event en="Earthquake" --severity extreme --category geo --place MX-OAX --expires 6h
cli-example-respond = cabildo respond cbm1q9x endorse --text en="In favour." --mandate "Acuerdo 12/2026"
cli-example-agenda = cabildo agenda --title "Summit" --starts 2027-03-10T09:00 --ends 8h --item "Opening;30;09:00"
cli-example-ack = cabildo ack cbm1q9x acting --text en="Teams on their way"
cli-example-comment = cabildo comment cbm1q9x --text en="Agreed"
cli-example-rsvp = cabildo rsvp cbm1q9x in_person --people 3 --need sight=1

cli-example-erase = cabildo erase cbm1q9x --reason en="It was personal data"
cli-example-mark = cabildo mark cbm1q9x --assign "night shift"
cli-example-shift = cabildo shift --to "night shift"
cli-example-list = cabildo list --kind notice --limit 10
cli-example-show = cabildo show cbm1q9x --format html --paper letter --output sheet.html
cli-example-watch = cabildo watch --json
cli-example-peers = cabildo peers
cli-example-status = cabildo status --json
cli-example-frontier = cabildo frontier
cli-example-adopt = cabildo adopt
cli-example-completions = cabildo completions bash > ~/.local/share/bash-completion/completions/cabildo
cli-example-man = cabildo man /usr/local/share/man
cli-example-help = cabildo help propose

## Command line: words

# The names of each command, with spaces between; the first is the one that is shown.

cli-verb-demo = demo
cli-verb-node = node
cli-verb-relay = relay
cli-verb-propose = propose
cli-verb-alert = alert
cli-verb-agenda = agenda
cli-verb-respond = respond
cli-verb-ack = ack
cli-verb-comment = comment
cli-verb-rsvp = rsvp
cli-verb-list = list
cli-verb-show = show
cli-verb-watch = watch
cli-verb-peers = peers
cli-verb-status = status
cli-verb-frontier = frontier
cli-verb-adopt = adopt
cli-verb-erase = erase
cli-verb-mark = mark
cli-verb-shift = shift
cli-verb-alert-test = alert-test
cli-verb-doctor = doctor
cli-verb-export = export
cli-verb-import = import
cli-verb-backup = backup
cli-verb-restore = restore
cli-verb-key = key
cli-verb-completions = completions
cli-verb-man = man
cli-verb-help = help
cli-verb-search = search
cli-verb-language = language
cli-verb-quit = quit
cli-word-stance-endorse = endorse
cli-word-stance-object = object
cli-word-stance-abstain = abstain
cli-word-stance-ask_for_changes = ask-for-changes
cli-word-access-wheelchair = wheelchair
cli-word-access-sign_language = sign-language
cli-word-access-hearing = hearing
cli-word-access-sight = sight
cli-word-access-interpretation = interpretation
cli-word-access-diet = diet
cli-word-kind-notice = notice
cli-key-action-words = words
cli-key-action-restore = restore

## Command line: alerts

cli-help-alert-test = Proves that the alerts of [[alert]] rules and the messages of [[webhook]] rules arrive, with one marked as a test
cli-arg-rule = Name of the rule; without it, all
cli-example-alert-test = cabildo alert-test duty
cli-alert-test-ok = «{ $rule }»: well, in { $ms } ms
cli-alert-test-exited = «{ $rule }»: failed with status { $status }, in { $ms } ms
cli-alert-test-timed-out = «{ $rule }»: did not end in time and was ended after { $ms } ms
cli-alert-test-not-started = «{ $rule }»: the program could not be run ({ $result })
cli-alert-test-ended = «{ $rule }»: ended by another ({ $result }), after { $ms } ms
cli-alert-test-answered = «{ $rule }»: the server answered with { $status }, in { $ms } ms
cli-alert-test-not-sent = «{ $rule }»: nothing was sent, in { $ms } ms

## Command line: doctor

cli-help-doctor = Looks at clock, disk, ports, other nodes, keys and the rest, and says what to do
cli-arg-part = Which part is looked at; without it, all
cli-example-doctor = cabildo doctor peers --json
cli-doctor-mark-well = [well]
cli-doctor-mark-note = [note]
cli-doctor-mark-trouble = [BAD]
cli-doctor-part-clock = clock
cli-doctor-part-disk = disk
cli-doctor-part-port = port
cli-doctor-part-peers = other nodes
cli-doctor-part-keys = keys
cli-doctor-part-store = store
cli-doctor-part-roster = rosters
cli-doctor-part-unit = service
cli-doctor-part-alerts = alerts
cli-doctor-clock-behind = several institutions write from what is the future here
cli-doctor-clock-remedy = set the clock of this machine: timedatectl set-ntp true
cli-doctor-clock-set = set by { $service }
cli-doctor-clock-service = kept by { $service }, which knows whether it is right
cli-doctor-clock-unknown = no service is seen that sets it; install one, for example chrony
cli-doctor-disk-unread = the disk of «{ $path }» cannot be looked at
cli-doctor-disk-unread-remedy = see that the folder exists and can be read: ls -ld { $path }
cli-doctor-disk-full = { $free } MiB are free and { $wanted } are needed: the node only reads
cli-doctor-disk-remedy = free some space; the node goes on by itself
cli-doctor-disk-scarce = { $free } MiB are free; below { $wanted } the node only reads
cli-doctor-disk-room = { $free } MiB free
cli-doctor-disk-network = «{ $path }» is on a network disk, which may lose what was confirmed
cli-doctor-disk-network-remedy = move the folder to a disk of this machine
cli-doctor-disk-memory = «{ $path }» is in memory: all is lost at power-off
cli-doctor-port-any = { $address } takes a free port
cli-doctor-port-open = the node listens at { $address }
cli-doctor-port-deaf = the node does not listen at { $address }
cli-doctor-port-deaf-remedy = restart it if the settings were changed; otherwise see its log
cli-doctor-port-free = { $address } is free
cli-doctor-port-taken = { $address } is taken by { $holder }
cli-doctor-port-taken-remedy = stop that program, or change [network] listen in config.toml
cli-doctor-peers-connected = { $connected } of { $known } linked
cli-doctor-peers-none = the rosters name no other node
cli-doctor-peers-alone = none of { $known } linked
cli-doctor-peers-alone-remedy = see to the connection and the firewall; each address is below
cli-doctor-peers-unset = the settings name no node: only those come that connect to this one
cli-doctor-peer-connected = { $peer }: linked
cli-doctor-peer-unnamed = { $peer }: the name in { $address } is not found
cli-doctor-peer-unnamed-remedy = see to the name and this machine's DNS: getent hosts NAME
cli-doctor-peer-unknown = { $peer }: { $address } is no address of the internet
cli-doctor-peer-quic = { $peer }: { $address } can only be tried by a running node
cli-doctor-peer-failed = { $peer }: no link by { $address } ({ $why })
cli-doctor-peer-refused = { $peer }: nobody answers at { $address }
cli-doctor-peer-refused-remedy = ask its administrator whether the node runs and the port is open
cli-doctor-peer-answers = { $peer }: somebody answers at { $address }, without a link yet
cli-doctor-node-key = the node's, { $key }, is private
cli-doctor-node-unlisted = no roster lists this node's key, { $key }: the others refuse it
cli-doctor-node-unlisted-remedy = ask your institution to list it
cli-doctor-node-missing = the node's key is missing: «{ $path }»
cli-doctor-node-missing-remedy = restore it from a backup: cabildo restore FILE
cli-doctor-operator-elsewhere = there is no operator's key here: everybody has it in an own folder
cli-doctor-operator-key = the operator's, { $key }, is private
cli-doctor-operator-unlisted = no roster lists the operator's key { $key }: what it signs is refused
cli-doctor-operator-unlisted-remedy = ask your institution to list it
cli-doctor-operator-plain = «{ $path }» has no passphrase: whoever reads the file can sign
cli-doctor-operator-plain-remedy = write down its words (cabildo key words), move the file away and restore it with a passphrase (cabildo key restore --words)
cli-doctor-key-loose = «{ $path }» can be read by others (mode { $mode })
cli-doctor-key-loose-remedy = chmod 600 { $path }
cli-doctor-key-unread = «{ $path }» cannot be read by this user
cli-doctor-key-bad = «{ $path }» cannot be used: { $why }
cli-doctor-key-bad-remedy = restore it from its backup or its words
cli-doctor-store-kept = { $messages } messages in { $mib } MiB
cli-doctor-store-behind = { $n } messages are still to come
cli-doctor-store-stopped = { $n } segments; the node checks every byte when it starts
cli-doctor-store-aside = { $n } damaged pieces are in «{ $path }»
cli-doctor-store-aside-remedy = check the disk (smartctl -a); when nothing is still to come, delete that folder
cli-doctor-roster-none = there are no usable rosters in «{ $path }»
cli-doctor-roster-none-remedy = put the files of the invitation there
cli-doctor-roster-unread = the rosters of «{ $path }» cannot be read by this user
cli-doctor-roster-versions = { $n } rosters, with valid signatures
cli-doctor-roster-valid = { $scope }: version { $version }, to be reviewed in { $days } days
cli-doctor-roster-over = { $scope }: version { $version } is past its review date
cli-doctor-roster-over-remedy = ask those who sign it for a new version; reading and notices go on
cli-doctor-unit-no-systemd = this machine does not use systemd
cli-doctor-unit-none = { $unit } is not installed
cli-doctor-unit-active = { $unit } runs
cli-doctor-unit-idle = { $unit } is stopped ({ $state })
cli-doctor-unit-failed = { $unit } has failed
cli-doctor-unit-restarts = { $unit } had to be restarted { $restarts } times
cli-doctor-unit-log = see why: journalctl -u { $unit } -n 50
cli-doctor-unit-off = { $unit } does not start with the machine
cli-doctor-unit-off-remedy = systemctl enable --now { $unit }
cli-doctor-alerts-none = there are no [[alert]] rules: at night nobody is told
cli-doctor-alerts-rule = «{ $rule }» runs { $program }; prove it: cabildo alert-test { $rule }
cli-doctor-alerts-missing = «{ $rule }»: { $program } is not there or cannot be run
cli-doctor-alerts-missing-remedy = install it, or correct run in config.toml
cli-doctor-alerts-failed = { $why }
cli-doctor-alerts-failed-remedy = mend it and prove it: cabildo alert-test
cli-doctor-webhook = «{ $rule }» sends to { $program }; prove it: cabildo alert-test { $rule }
cli-doctor-webhook-secret = «{ $rule }»: the secret cannot be used: { $why }
cli-doctor-webhook-secret-remedy = correct secret in config.toml, or the file

## Command line: backups

cli-help-backup = Saves everything of the node in a file, also while it runs, without keys of operators
cli-help-restore = Restores a backup into an empty folder, or only proves it
cli-help-key = Writes the operator's key as words for paper, or restores it from them
cli-arg-backup-file = File of the backup
cli-arg-rehearse = Only proves it, and writes nothing
cli-arg-action = What is done
cli-arg-words = From the 24 words
cli-arg-out = File of the key; without it the one that the settings name
cli-example-backup = cabildo backup /media/backup/cabildo-2026-12-01.backup
cli-example-restore = cabildo restore --rehearse cabildo-2026-12-01.backup
cli-example-key = cabildo key restore --words --rehearse
cli-backup-saved = Backup in «{ $path }»: { $files } files, { $kib } KiB
cli-backup-secret = It holds the node's key: keep it like a key
cli-backup-no-node-key = It does not hold the node's key, which lies outside its folder: keep that apart
cli-backup-without-keys = It holds no keys of operators: for those there are the words, «cabildo key words»
cli-restore-checked = Intact: { $messages } messages in { $logs } logs, { $rosters } rosters
cli-restore-bad-signatures = With a signature that is not valid: { $n } messages, which the node keeps as evidence
cli-restore-bodies-missing = Without their text: { $n } messages; other nodes are asked for it
cli-restore-no-node-key = The node's key is missing: put yours there, or ask for a new one to be listed
cli-restore-rehearsed = The backup is good; nothing was written
cli-restore-done = Restored in «{ $path }»
cli-restore-keys = Operators put their key there with «cabildo key restore --words». The node first looks with the others for what it signed after the backup
cli-words-of = The key of «{ $path }» in 24 words. Whoever reads them can sign in your name:
cli-words-write = Write them on paper, with their numbers, and lock them away. Take no picture of them and put them in no file.
cli-words-enter = When they are written, press Enter: three will be asked.
cli-words-ask = Which is word { $n }?
cli-words-not-it = It is not that one
cli-words-unproven = The words that are written are not those of the key · begin again: cabildo key words
cli-words-proven = Well: the words are written
cli-words-no-json = The words are for people, not for JSON · leave --json out
cli-words-wanted = It is not said from what the key is restored · add --words
cli-words-type = Words from { $n } on, with spaces between (the first four letters are enough in Spanish and English):
cli-words-unknown = Word { $n } is in no list · look at it again
cli-words-count = These are { $n } words, and a key has 24 · look at them again
cli-words-checksum = The words do not belong together: one is wrong, or two changed places · look at them again
cli-words-end = The input ended too early · type what is asked
cli-words-same = These are the words of the key in «{ $path }»: { $key }. Nothing was written
cli-words-other = They belong to another key ({ $key }), not to that in «{ $path }» · look for the other words
cli-words-key = These are the words of the key { $key }. Nothing was written in «{ $path }»
cli-words-passphrase = New passphrase for the key:{" "}
cli-words-passphrase-again = The same again:{" "}
cli-words-passphrase-empty = Without a passphrase whoever reads the file could sign
cli-words-passphrase-differs = They are not the same
cli-words-restored = Key { $key } restored in «{ $path }»
cli-words-learn = Before it signs, the node must know from others what it has signed already: connect it, and write as ever

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
cli-bad-need = «{ $value }» is not a need with its number · write it as wheelchair=2; see «cabildo help rsvp»
cli-bad-item = «{ $value }» is not an item · write it as «title;minutes» or «title;minutes;09:30»
cli-time-out-of-range = the time lies outside of what calendars can write: { $value }
cli-time-ambiguous = «{ $value }» comes twice or never, because the clocks change that night · write it with its offset, as 2026-04-04T23:30-03:00
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
cli-home-in-use = a node is already running on { $path } (process { $pid }) · open the terminal on it with «cabildo --home { $path }», or stop it
cli-no-key = there is no key here to sign with
cli-no-terminal = there is no terminal here to draw on · use «cabildo --plain», «cabildo list» and «cabildo show»
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
cli-event-marked = An operator of this node noted something on { $id }
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
cli-opaque-erased = Its institution has erased this text.
cli-shift-empty = Nothing is open that waits for this institution.
cli-shift-handed = { $n ->
        [one] One matter was handed over to «{ $to }».
       *[other] { $n } matters were handed over to «{ $to }».
    }
cli-mark-assigned = «{ $to }» takes care of it (said «{ $by }», { $at })
cli-mark-flagged = flagged by «{ $by }», { $at }
cli-mark-read = read by «{ $by }», { $at }
cli-mark-none = no marks
cli-no-device = this institution has no device «{ $value }» · there are: { $known }
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
cli-cap-extent = Extent
validity-expired = NO LONGER IN FORCE · do not act on it
validity-upcoming = NOT YET IN FORCE · read from when it holds
instruction-expired = What it asked for, no longer in force
instruction-upcoming = What to do once it is in force
cli-host = Host
cli-venue = Venue
cli-items = Items ({ $n })
cli-answers = Attendance ({ $n })
cli-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
cli-attendance = In person { $present }, by video { $remote }

## Command line: manual and the first time

cli-man-name = Name
cli-man-synopsis = Synopsis
cli-man-description = Description
cli-man-example = Example
cli-man-version = Version
cli-man-written = Manual pages written into { $path }: { $n }
cli-first-missing = There is no node of your institution in { $path } yet. What do you want to do?
cli-first-demo = See a demonstration: a whole federation on this machine, deleted when you leave
cli-first-join = Prepare my institution's home, to join a federation
cli-first-language = Otro idioma · Outro idioma
cli-first-leave = Leave (Esc): nothing has been written

## Command line: founding, admitting, joining

cli-verb-init = init
cli-verb-join = join
cli-verb-roster = roster
cli-verb-roster-key = key
cli-verb-roster-draft = draft
cli-verb-roster-show = show
cli-verb-roster-sign = sign
cli-verb-roster-combine = combine
cli-verb-roster-verify = verify
cli-verb-roster-publish = publish
cli-verb-roster-list = list
cli-verb-roster-codes = codes
cli-verb-roster-hold = hold
cli-verb-roster-pending = pending
cli-verb-roster-log = log
cli-verb-roster-admit = admit
cli-verb-roster-invite = invite
cli-verb-roster-suspend = suspend
cli-verb-roster-member = member
cli-verb-roster-revoke = revoke
cli-verb-roster-reinstate = reinstate
cli-verb-roster-device = device
cli-verb-roster-node = node
cli-key-action-new = new
own-action-add = add
own-action-change = change
own-action-retire = retire
role-operator = operator
role-duty_officer = duty officer
role-secretary = secretary
role-read_only = read only
cli-help-init = Makes the home of an institution that is going to join, with its keys and its request
cli-help-join = Joins a federation with an invitation, or with rosters that have just been signed
cli-help-roster = Who belongs: founds, admits, signs, publishes; who governs needs neither node nor network
cli-help-roster-key = Makes a key that signs rosters, under a passphrase
cli-help-roster-draft = Drafts the federation's charter or a chamber's roster
cli-help-roster-show = Shows what it changes, who has signed and what is missing
cli-help-roster-sign = Signs a roster, one only of each version
cli-help-roster-combine = Gathers the signatures of several copies
cli-help-roster-verify = Verifies a chain of rosters, without a network
cli-help-roster-publish = Gives the running node a roster with all its signatures
cli-help-roster-list = Shows the newest version of every roster
cli-help-roster-log = Shows who signed what and when
cli-help-roster-codes = Shows the federation's lists of codes
cli-help-roster-admit = Examines requests, then drafts and signs the roster that admits them
cli-help-roster-invite = Writes the invitation for an institution
cli-help-roster-suspend = Suspends an institution: what it signs from now on is void
cli-help-roster-member = Says what an institution may write, and how much
cli-help-roster-revoke = Removes an institution; what it said before stays valid
cli-help-roster-reinstate = Lifts a suspension
cli-help-roster-device = Adds, changes or retires a device of one's own, without asking the chamber
cli-help-roster-node = Adds, changes or retires a node of one's own
cli-arg-institution-kind = What it is
cli-arg-own-id = Its official code (mx:20067), or mx:x-name where there is none
cli-arg-name = Official name; «es=…» says the language
cli-arg-device = What the first device is called, never after a person
cli-arg-node-label = What the node is called
cli-arg-listen = Where the node listens; may be repeated
cli-arg-external = Where others reach it; may be repeated
cli-arg-request = File into which the request is written too
cli-arg-skip-words = Does not show the words for paper
cli-arg-papers = Invitation (its text, or a file with it) or file of rosters
cli-arg-yes = Does not ask: the words have been compared
cli-arg-first = This key has never signed a roster on another disk
cli-arg-key-file = File of the new key
cli-arg-sheaf = File of rosters
cli-arg-sheaves = Copies of the same file of rosters
cli-arg-sheaf-out = File into which the roster is written
cli-arg-signing-key = File of the key that signs; without it the institution's in its home
cli-arg-from = File of the rosters before; without it those of the running node
cli-arg-review-days = In how many days it must be looked at again
cli-arg-whose = «charter», or the chamber's country (mx)
cli-arg-chamber = Chamber with its governors: how many signatures, of which keys; may be repeated
cli-arg-governors = Who signs from now on
cli-arg-recovery = The chamber's recovery keys
cli-arg-admit = Request that is admitted; may be repeated
cli-arg-requests = Requests: their text, or files with it
cli-arg-institution-id = Institution (mx:20067)
cli-arg-address = Another address, with /p2p/… if it is another node's; may be repeated
cli-arg-invitation-out = File into which the invitation is written
cli-arg-own-action = What is done with it
cli-arg-subject = To add, the key's card; else its label or key
cli-arg-label = What it is called, never after a person
cli-arg-quota-mib = How much each of its logs may hold, in MiB
cli-arg-may = Kinds of messages that it may write from now on
cli-arg-may-not = Kinds of messages that it may write no more
cli-arg-ends-with = The last message of a log that stands; else all that is known
cli-arg-role = What who uses it may do
cli-arg-replaces = Device that ends with this one
cli-arg-key-label = What the new key is called
cli-arg-key-institution = Institution that is to list it
cli-arg-for-node = It is a node's: without a passphrase
cli-example-init = cabildo init --own-id mx:16053 --device desk-1
cli-example-join = cabildo join invitation.txt
cli-example-roster = cabildo roster admit request.txt --key governor.key
cli-usage-subcommand = It is not said what to do
cli-bad-address = «{ $value }» is no address · as /ip4/192.0.2.7/tcp/4250
cli-bad-quorum = «{ $value }» does not say how many signatures of which keys · as 2:cbk1…,cbk1…,cbk1…
cli-bad-whose = «{ $value }» is neither «charter» nor a country · as mx
cli-ask-yes = Nobody can confirm it here · compare the words and add --yes
cli-ask-left = Left as it was: nothing has been written
cli-init-welcome = A few questions, and your institution's home is ready. Esc leaves, and leaves nothing behind.
cli-init-words = If the passphrase is forgotten, the institution's key comes back from these words.
cli-init-ask-kind = What your institution is (number or word):
cli-init-ask-place = Your municipality, a few letters will do:
cli-init-ask-which = The number of yours, or other letters:
cli-init-no-place = No municipality is like «{ $value }»
cli-init-ask-id = Its code: country and short name, as mx:x-embassy-cl:
cli-init-ask-name = Official name:
cli-init-ask-device = What this desk is called, never after a person [{ $usual }]:
cli-init-ask-node = What the node is called [{ $usual }]:
cli-init-device = desk-1
cli-init-node = node-1
cli-init-missing = An answer is missing, and there is no terminal to ask it on · give --own-id and --name
cli-init-no-passphrase = The passphrase is missing, and there is no terminal to ask it on · give --passphrase-file
cli-init-done = The home of { $id } is in «{ $path }». This is its request:
cli-init-no-qr = The QR code does not fit this output: hand over the text or the file
cli-init-file = File: { $path }
cli-init-next =
    Hand the request to a governor of your chamber, and read the words on the telephone: they must be the same.
    With the invitation that you get: cabildo join INVITATION
cli-key-for-whom = It is not said which institution is to list the key · add --institution
cli-key-made = New key in «{ $path }»: { $key }. Its card:
cli-key-next = Hand the card to whoever keeps your institution's roster: cabildo roster device add CARD
cli-roster-federation = the federation
cli-roster-chamber = the chamber of { $country }
cli-roster-version = Roster of { $scope }, version { $version }
cli-roster-dates = Issued { $issued }; to be looked at again by { $review }
cli-roster-changes = Changes:
cli-roster-signatures = Signatures:
cli-roster-need = { $have } of { $need } that are needed, of { $keys } keys
cli-roster-of-keys = { $need } of { $keys }: { $list }
cli-roster-signed-before = Signed until now: { $who }
cli-roster-signed-after = Sign from now on: { $who }
cli-roster-federation-id = Federation: { $id }
cli-roster-hash = Hash: { $hash }
cli-roster-words = To be read aloud: { $words }
cli-roster-complete = It has all signatures
cli-roster-lacks = Signatures missing: { $n }
cli-roster-ready = «{ $path }» has all signatures · to put it in force: cabildo roster publish
cli-roster-pass-on = Written to «{ $path }»; signatures missing: { $n }. Pass it on to who has not signed: cabildo roster sign
cli-roster-incomplete = «{ $path }» lacks signatures: { $n } · who has not signed is told by: cabildo roster show
cli-roster-known = The node had it already
cli-roster-published = Published: roster of { $scope }, version { $version }
cli-roster-combined = New signatures: { $n }
cli-roster-verified = All verified: { $n } rosters
cli-roster-line = { $scope }: version { $version }, signatures { $n }, to be looked at again by { $review }
cli-roster-overdue = overdue: a new version is wanted
cli-roster-by = signed by { $list }
cli-roster-key-made = New key in «{ $path }»: { $key }
cli-roster-not-signer = The key { $key } is none of those that sign for { $scope } · use another with --key
cli-roster-sign-it = Sign it? (yes/no)
cli-roster-there = «{ $path }» is there already · name another file with --out
cli-roster-unreadable = «{ $path }» cannot be read: { $why }
cli-roster-no-file = «{ $path }» is no file of rosters: { $why }
cli-roster-charter-needs = A first charter has a name and chambers · add --name and --chamber
cli-roster-chamber-needs = A chamber's roster stands on the charter · name its file with --from
cli-change-name = Name of the federation: { $name }
cli-change-chamber = The chamber of { $country } enters, which signs with { $who }
cli-change-governors = The chamber of { $country } signs from now on with { $who }
cli-change-wire = Lowest version of the protocol: { $version }
cli-change-recovery = Recovery keys: { $who }
cli-change-admits = Enters: { $id } · { $name } · { $kind }
cli-change-institution = Changes: { $id } · { $name } · { $kind }
cli-change-keys =   signs its own roster with { $who }
cli-change-may =   kinds of messages that it may write: { $n }; each log { $mib } MiB
cli-change-may-more =   may also write: { $list }
cli-change-may-less =   may no longer write: { $list }
cli-change-active =   takes part again; logs with an end: { $n }
cli-change-suspended =   is suspended; logs with an end: { $n }, others are void
cli-change-left =   leaves; logs with an end: { $n }, others are void
cli-change-device-new = New device «{ $label }» ({ $role }): { $key }
cli-change-device = Device «{ $label }» ({ $role }): { $key }
cli-change-device-ends = Ends: device «{ $label }» ({ $role }): { $key }
cli-change-node-new = New node «{ $label }»: { $key }
cli-change-node = Node «{ $label }»: { $key }
cli-change-node-ends = Ends: node «{ $label }»: { $key }
cli-change-encryption = Encryption keys: { $n }
cli-change-four-eyes = An actual, extreme notice needs a second device
cli-change-two-eyes = An actual, extreme notice no longer needs a second device
cli-change-code-list = List of codes «{ $name }», version { $version }: { $n } codes
cli-change-no-code-list = «{ $name }», version { $version }, is no list of codes: { $why }
cli-no-code-lists = The charter has no list of codes
cli-admit-asks = Asks to enter: { $name } · { $id } · { $kind }
cli-admit-device = device «{ $label }»: { $key }
cli-admit-node = node «{ $label }»: { $key }
cli-admit-official = in the official list: { $name }, { $in }, { $n } inhabitants
cli-admit-other-name = it calls itself otherwise than the official list does
cli-admit-not-official = it is not in the list of municipalities: make sure by another way who it is
cli-admit-alike = looks like { $id } · { $name }
cli-admit-sure = Are the words those that the newcomer reads, and is it admitted? (yes/no)
cli-admit-key-listed = The key { $key } is listed by { $by } already · each key is listed once: let new keys be made
cli-admit-member = { $id } is a member already · if its keys have changed, its own roster says so
cli-admit-one-chamber = The requests are of several countries · admit those of each chamber apart
cli-admit-overdue = The roster «{ $whose }» is past its review date and admits nobody · renew it: cabildo roster draft { $whose } --from FILE
cli-standing-unknown = { $id } is no member of the federation
cli-standing-foreign = «{ $value }» was not written by { $id } · name a message of this institution
cli-member-what = Nothing is to be changed · say --quota-mib, --may or --may-not
cli-paper-bad = «{ $value }» is not what is expected: { $why }
cli-own-card = Key «{ $label }»; compare: { $words }
cli-own-for-another = The key is for { $id }, and this node is of { $own } · let another be made with --institution { $own }
cli-own-none = «{ $value }» is not in the institution's roster
cli-own-several = There are several «{ $value }» · give the key (cbk1…)
cli-own-what = It is not said what changes · add --label or --role
cli-own-node-what = A node has no role and replaces none · leave out --role and --replaces
cli-invite-no-node = The node does not say who it is · update it
cli-invite-no-address = No address is known that would serve others · put it into config.toml ([network] external), or give --address
cli-invite-not-listed = No roster here names { $id } yet: the invitation serves once one does
cli-invite-few = Institutions that it can ask: { $n }; three would be better (--address)
cli-invite-next = At { $id } one types: cabildo join INVITATION, and compares the words
cli-join-no-request = There is no request in «{ $path }»: { $why } · begin with: cabildo init
cli-join-for-another = The invitation is for { $id }, and this home is of { $own } · ask for your own
cli-join-same-words = Are these the words that whoever invites reads? (yes/no)
cli-join-other-federation = The papers are of different federations · use those of one alone
cli-join-asks = Asking { $address } …
cli-join-not-there = { $address } does not serve: { $why }
cli-join-nobody = No node of the invitation answers · check the network and type this again
cli-join-not-yet = { $chamber } does not list { $id } yet: its roster is at version { $version } · ask whoever invites, and type this again
cli-join-other-keys = { $id } is listed with other keys than those of this home · tell a governor of the chamber
cli-join-node-unlisted = The institution's roster does not list this node ({ $key }) · add it from another: cabildo roster node add
cli-join-several-keys = The institution's roster needs several signatures · sign it together: cabildo roster
cli-join-progress = links { $links } · messages { $n } · to fetch { $left }
cli-join-done = { $id } is in the federation and up to date · now type: { $command }
cli-join-alone = { $id } is in the federation, but nobody was reached; the node goes on trying · now type: { $command }
cli-join-founded = { $id } has its rosters · now type: { $command }

## Command line: settling, handing over, mandates, recovery

cli-verb-roster-settle = settle
cli-verb-roster-rotate = rotate
cli-verb-roster-mandate = mandate
cli-verb-roster-recover = recover
cli-verb-roster-complete = complete
cli-help-roster-settle = Says which branch of a forked log of one's own stands, and ends the key that signed twice
cli-help-roster-rotate = Hands the institution's roster over to other keys, or commits to those who come next
cli-help-roster-mandate = Adds a mandate of the council, which positions cite by its code
cli-help-roster-recover = Gives notice of new governors of a chamber whose quorum is lost
cli-help-roster-complete = Completes a recovery whose public waiting time is over
cli-arg-four-eyes = Whether an actual, extreme notice needs a second device
cli-arg-code-list = The next version of a list of codes, and the file with it; may be repeated
cli-arg-last-message = The last message of the branch that stands
cli-arg-replaced-by = Card of the key that takes the place of the one that signed twice
cli-arg-hand-over = Who signs from now on: how many signatures, of which keys
cli-arg-commit-to = Who will sign after those: only the hash of it is told
cli-arg-mandate-code = Code by which positions cite it
cli-arg-act = The council's act, by number or title
cli-arg-covers = Theme that it covers; without any, all; may be repeated
cli-arg-valid-until = Until when it holds
cli-arg-chamber-of = The chamber's country (mx)
cli-arg-new-governors = Who shall govern
cli-arg-wait-days = How many days everybody may object
yes-no-yes = yes
yes-no-no = no
cli-bad-code-list = «{ $value }» does not say which list and which file · as themes=themes.toml
cli-code-list-unread = «{ $path }» is not used: { $why }
cli-code-list-other = «{ $path }» is another list or version · the next one is «{ $name }», version { $version }
cli-settle-foreign = «{ $value }» was not signed by a device of this institution · only its own logs are its to settle
cli-rotate-what = It is not said to whom · add --to or --commit
cli-recovery-none = «{ $path }» carries no notice of a recovery · begin with: cabildo roster recover
cli-recovery-waits = Everybody may still object until { $until } · complete it then
cli-recovery-notice = Notice: { $scope } shall be governed by { $who }
cli-recovery-until = Given { $issued }; whoever objects may do so until { $until }
cli-recovery-veto = The present governors object by publishing any next version: then this notice is void
cli-recovery-ready = «{ $path }» has all signatures · make it public; from { $until } on: cabildo roster complete
cli-recovery-countersigned = Institutions that have countersigned: { $have } of { $need } that are needed
cli-change-settles = Stands instead of the other rosters of the version before: { $n }
cli-change-commits = Commits to who signs next, by the hash { $hash }
cli-change-recovers = Recovers a lost quorum
cli-change-mandate = Mandate «{ $code }»: { $act }
cli-change-mandate-themes =   covers { $list }
cli-change-mandate-until =   until { $until }

## Alarms, and what a node does not show

cli-alarm-rosters = ALARM: there are two rosters of { $scope } at version { $version }, and these keys signed both: { $list } · talk to whoever holds them; until the next version settles it, only what both grant holds
cli-alarm-rosters-split = ALARM: the roster of { $scope } has two histories since version { $version }, and these keys signed both: { $list } · no version settles it any more: each node keeps its own; agree by voice which one stands, and who has the other begins anew with an invitation
cli-alarm-rosters-over = There were two rosters of { $scope } at version { $version }, and these keys signed both: { $list }. It was settled since.
cli-alarm-fork = ALARM: the device «{ $device }» of { $who } contradicted itself at place { $seq } of its log: two different messages, or one whose signature does not hold · what follows is disputed until the institution says which branch stands: cabildo roster settle
cli-hidden = Threads that this node's policy does not show: { $n } (by institution { $institution }, by kind { $kind }, by theme { $theme })
cli-hidden-answers = Answers that this node's policy does not show: { $n }
cli-opaque-hidden_here = This node's policy does not show it; it is kept here and valid like any other.
tui-opaque-hidden_here = This node's policy (policy.toml) does not show it. It is kept here and valid like any other.
cli-awaits-second = Extreme and real: it awaits a second device of its own institution · who agrees acknowledges it from another device: cabildo ack
cli-cited-other_theme = this mandate does not cover the theme of the proposal
cli-cited-ended = this mandate had ended
cli-cited-unknown = this mandate is not in the institution's roster
tui-awaits-second = Awaits a second device of its own institution: whoever agrees there acknowledges it.
tui-hidden = Not shown here, by this node's policy: { $n }
tui-alarms = Alarms of the federation: { $n }. { $key } shows them.

## Terminal: the federation

tui-place-federation = In the federation
tui-key-federation = see the federation
tui-federation-title = { $name } · members: { $n }
tui-federation-charter = The charter
tui-federation-chamber = Chamber of { $country }
tui-federation-kind = { $kind } ({ $n })
tui-federation-governors = { $need } of { $n } governors sign
tui-federation-version = version { $n }
tui-federation-four-eyes = an extreme, real notice needs a second device
tui-federation-provisional = provisional: too few govern it
tui-federation-no-recovery = no keys for a lost quorum
tui-federation-no-roster = no roster here yet
tui-federation-overdue = overdue: a new version is wanted
tui-federation-contested = two rosters of one version
tui-federation-suspended = suspended
tui-federation-left = no longer a member
tui-federation-forks = forked logs: { $n }
tui-federation-keys = devices { $devices }, ended { $ended }, nodes { $nodes }
tui-federation-twice = Two rosters of { $scope } at version { $version }: { $list } signed both. Talk to whoever holds these keys; until the next version settles it, only what both grant holds.
tui-federation-split = Two histories of the roster of { $scope } since version { $version }: { $list } signed both. No version settles it any more: each node keeps its own. Agree by voice which one stands; who has the other begins anew with an invitation.
tui-federation-twice-over = There were two rosters of { $scope } at version { $version }: { $list } signed both. It was settled since.
tui-federation-fork = The device «{ $device }» of { $who } contradicted itself at place { $seq } of its log: two different messages, or one whose signature does not hold. What follows is disputed until { $who } says which branch stands.

## Command line: --plain

cli-plain-welcome = Cabildo in lines, at the node of { $who }. «help» says what can be typed.
cli-plain-prompt = Number or command
cli-plain-prompt-thread = «respond», «comment», number or command; Enter goes back to the inbox
cli-plain-inbox = Inbox; waiting for our answer: { $n }
cli-plain-found = Found: { $n }
cli-plain-fresh = New messages: { $n }
cli-plain-alert = ! { $kind } by { $who }: { $title } · «0» reads it
cli-plain-back = The node answers again.
cli-plain-unknown = «{ $value }» is not understood · «help» says what can be typed
cli-plain-no-number = There is no number { $value } in the list.
cli-plain-nothing-read = Read something first: type its number.
cli-plain-no-answer = This cannot be answered.
cli-plain-search = Words to search for
cli-plain-speaks = Language: { $language }
cli-plain-no-language = there is no language «{ $value }»; it may be { $known }
cli-plain-writing = «*» alone on a line stops writing and sends nothing; Enter skips what is optional.
cli-plain-lines = { $what }: several lines; «.» alone on a line ends it
cli-plain-line = Line
cli-plain-in = { $what } ({ $language })
cli-plain-or-usual = { $what } (Enter: { $usual })
cli-plain-needed = This is needed.
cli-plain-too-long = The line has more than { $max } KiB and was not used.
cli-plain-no-count = «{ $value }» is not a number of people.
cli-plain-text = Text
cli-plain-title = Title
cli-plain-summary = Summary
cli-plain-headline = Headline
cli-plain-description = Description
cli-plain-instruction = What people should do
cli-plain-cancel-reason = Reason
cli-plain-status = Sort of notice
cli-plain-mandate = Mandate
cli-plain-venue = Venue
cli-plain-reason = Reason (optional)
cli-plain-note = Note (optional)
cli-plain-note-rsvp = Note, without personal names (optional)
cli-plain-needs = Needs, as wheelchair=1 (optional)
cli-plain-item = Item: title;minutes;time;@who presents;#papers. Enter ends
cli-plain-another = Another language of the text, as es or pt; Enter goes on
cli-plain-look = A last look: { $kind }
cli-plain-asked = Asked to answer
cli-plain-all = every institution
cli-plain-usual-time = the usual time
cli-plain-signed-as = It is signed in the name of { $who }; later only its text can be withdrawn, never the act.
cli-plain-send = Send it? y/n
cli-plain-yes = yes
cli-plain-cancelled = Nothing was sent.
cli-plain-help = What can be typed:
cli-plain-do-list = the inbox, the most urgent first
cli-plain-do-search = searches words in titles, first words and institutions
cli-plain-do-show = reads by number or id; the number alone will do
cli-plain-do-respond = answers what was just read: an acknowledgement, a position, who comes
cli-plain-do-comment = comments on what was just read
cli-plain-do-propose = writes a proposal
cli-plain-do-alert = writes a crisis notice
cli-plain-do-agenda = invites to a summit
cli-plain-do-status = the state of the node
cli-plain-do-peers = the other nodes
cli-plain-do-language = the next language, or the one that is named
cli-plain-do-help = this help
cli-plain-do-quit = leaves

## Command line: paper

cli-paper-signed = Signature
cli-paper-id = Identifier
cli-paper-fingerprint = Fingerprint (SHA-256)
cli-paper-signer = Signed by
cli-paper-key = Key
cli-paper-log = Log
cli-paper-place = { $log }, message { $seq }
cli-paper-lane-0 = crisis
cli-paper-lane-1 = acts
cli-paper-rosters = Rosters
cli-paper-versions = federation { $charter } · country { $chamber } · institution { $institution }
cli-paper-checked = The signature was checked when this sheet was written.
cli-paper-printed = As it stood at { $at }.
cli-paper-theme = Theme
cli-paper-places = Places
cli-paper-until = Answers until
cli-paper-answered = Answered
cli-paper-missing = Missing
cli-paper-when = When
cli-paper-begins = Time
cli-paper-lasts = Length
cli-paper-item = Item
cli-paper-presenter = Presented by
cli-paper-who = Who and when
cli-paper-what = What
cli-paper-said = Text
cli-paper-written = Written: { $path }
cli-paper-exists = { $path } is there already · write another name, or --force to replace it
cli-paper-unwritable = { $path } cannot be written: { $why }
cli-paper-forged = the signature of { $id } is not its author's: { $why }

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
kind-erasure = erasure
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
ack-rejected = cannot be used as it stands

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
language-pt = português

## Screen: lines at the top and bottom

tui-connecting = connecting to the node…
tui-banner-demo = Demonstration: everything is deleted when you leave
tui-alert = CRISIS NOTICE
tui-alert-exercise = EXERCISE
tui-alert-read = { $key }: read
tui-alert-short = NOTICE
tui-lost = node lost { $since } · what is here can be read; reconnecting
tui-back = The node is back.
tui-connected = { $connected } of { $known } nodes online
tui-alone = what you write leaves as soon as there is another
tui-up-to-date = up to date
tui-behind = { $n ->
    [one] { $n } message to come
   *[other] { $n } messages to come
}
tui-locked = key locked: «u» opens it
tui-read-only = read only: { $why }
tui-too-small = The window is { $size }: at least { $need } are needed to read anything here.
tui-speaks = Now in { $language }.
tui-forked = There are two versions of what { $who } signed: its messages are disputed.

## Screen: inbox

tui-part-waiting = Waiting for our answer ({ $n })
tui-part-open = In force and open ({ $n })
tui-part-rest = Closed ({ $n })
tui-inbox-empty = Nothing in the inbox. What arrives will appear here.
tui-inbox-loading = Reading the inbox…
tui-nothing-read = Choose something from the list.
tui-untitled = (untitled)
tui-unknown = unknown
tui-exercise = EXERCISE
tui-waits-until = waits for us until { $at } ({ $span })
tui-waits-late = waits for us, { $span } late ({ $at })
tui-we-said = we answered: { $said }
tui-open-until = closes { $moment }
tui-answered = { $k } of { $n } answered
tui-count = { $k } of { $n }
tui-disputed = disputed
tui-held = earlier messages missing
tui-has-draft = draft

## Screen: reading

tui-loading = Reading…
tui-not-read = It could not be read: { $why }
tui-not-here = The node does not answer, and this was not read before. It will be shown when the node is back.
tui-held-long = Earlier messages of the same author are missing here; the node is asking for them.
tui-disputed-long = Disputed: this key signed two different messages at one place. Shown, and not counted until its institution settles it.
tui-message-from = Message from { $who } · { $when }
tui-opaque-unknown_version = A newer version of the program wrote it. It is kept and passed on; update this one to read it.
tui-opaque-unknown_kind = It is of a kind that this version does not know. It is kept and passed on; update the program to read it.
tui-opaque-no_body = Only its header has arrived; the node is asking for the text.
tui-opaque-malformed = It cannot be read: its content is malformed.
tui-opaque-sealed = It is encrypted for other recipients.
tui-opaque-void = It does not count: its author had no such right when signing.
tui-opaque-not_due = It bears a future date; it will be shown when that comes.
tui-opaque-not_a_thread = It answers something that cannot be answered.
tui-opaque-erased = Its institution has erased this text. Header and signature remain.
tui-opaque-no_root = The message that it answers has not arrived here yet.
tui-proposal-from = Proposal by { $who } · { $when }
tui-notice-from = Crisis notice by { $who } · { $when }
tui-agenda-from = Agenda by { $who } · { $when }
tui-clock-position-until = Positions: closes { $moment }
tui-clock-position-over = Positions: closed { $moment }
tui-clock-ack-until = Acknowledgement asked for: due { $moment }
tui-clock-ack-over = Acknowledgement asked for: was due { $moment }
tui-clock-rsvp-until = Answer asked for: due { $moment }
tui-clock-rsvp-over = Answer asked for: was due { $moment }
tui-we-are-asked-position = We are asked for a position: «r» to answer
tui-we-are-asked-ack = We are asked to acknowledge: «r» to answer
tui-we-are-asked-rsvp = We are asked whether we come: «r» to answer
tui-theme = Theme
tui-places = Places
tui-positions = Positions ({ $n })
tui-no-positions = No positions that count yet.
tui-mandate = mandate: { $act }
tui-late = After the deadline, not counted ({ $n })
tui-silent-position = No position yet ({ $n })
tui-silent-ack = Not acknowledged yet ({ $n })
tui-silent-rsvp = No answer yet ({ $n })
tui-us = us
tui-comments = Comments ({ $n })
tui-mark-exercise = ▲ EXERCISE · NOT A REAL EMERGENCY ▲
tui-mark-system = MESSAGE BETWEEN SYSTEMS · ASKS NOTHING OF PEOPLE
tui-mark-test = TECHNICAL TEST · ASKS NOTHING OF PEOPLE
tui-mark-draft = DRAFT NOTICE · NOT FOR USE
tui-mark-cancelled = CANCELLED
tui-mark-expired = EXPIRED · no longer in force
tui-cancelled-by = Cancelled by { $who } · { $when }
tui-block = Part { $n } of { $of }
tui-severity = Severity
tui-grade = urgency { $urgency } · certainty { $certainty }
tui-effective = In effect from
tui-onset = Begins
tui-expires = Expires
tui-what-to-do = What to do
tui-responses = Measures
tui-what-happens = What happens
tui-where = Where
tui-circle = circle of { $km } km around { $at }
tui-polygon = polygon of { $n } points from { $at }
tui-altitude = from { $feet } feet of altitude
tui-ceiling = up to { $feet } feet of altitude
tui-sender-name = Sender
tui-audience = For
tui-contact = Contact
tui-web = Web
tui-parameters = Parameters
tui-event-codes = Event codes
tui-resource = Attachment
tui-scope = Scope
tui-scope-restricted = restricted
tui-scope-private = private
tui-note = Note
tui-source = Source
tui-incidents = Incidents
tui-codes = Codes
tui-origin = Taken over from
tui-acks = Acknowledgements ({ $k } of { $n })
tui-no-acks = Nobody has acknowledged yet.
tui-first-ack = after { $span }
tui-updates = Updates ({ $n })
tui-when-there = At the venue
tui-when-here = Our time
tui-clock-there = Venue
tui-clock-here = Here
tui-venue = Place
tui-host = Host
tui-items = Items ({ $n })
tui-papers = { $n ->
    [one] { $n } paper
   *[other] { $n } papers
}
tui-rsvps = Attendance ({ $k } of { $n } answered)
tui-coming = { $here } in person · { $remote } by video
tui-access = Access needs
tui-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}

## Screen: writing

tui-write-ack = Acknowledge the notice
tui-write-position = Position
tui-write-rsvp = Attendance
tui-write-comment = Comment in { $language }
tui-type-ack = What is done, needed or offered (optional)
tui-type-position = Reason (optional)
tui-type-rsvp = Anything else, without personal names (optional)
tui-type-comment = Write here
tui-attendance = Attendance
tui-how-many = People
tui-signed-as = It is signed for the institution; only its text can be withdrawn.
tui-sending = sending: the node has not confirmed yet
tui-saved = Saved by the node · { $id }…
tui-restored = Draft restored ({ $when })
tui-kept = Draft saved
tui-kept-leave = Draft saved · Ctrl-C again to leave
tui-leave = Ctrl-C again to leave
tui-rejected-why = Write why it cannot be used; its author reads it.
tui-nothing-typed = There is nothing typed to send.
tui-send-later = No node: the draft is kept; send it when the node is back.
tui-no-answer = This cannot be answered.
tui-not-granted = The rosters do not let your institution, or this key, write that.
tui-drafts-found = { $n ->
    [one] There is { $n } draft not sent, marked ✎
   *[other] There are { $n } drafts not sent, marked ✎
}
tui-draft-failed = The draft could not be saved: { $why }
tui-paste-nowhere = The paste was not used: nothing is being typed here.
tui-paste-long = The paste does not fit: at most { $max } KiB. Nothing was inserted.
tui-pasted = { $removed ->
    [0] Pasted: { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    }
   *[other] Pasted: { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    }; control or invisible characters removed: { $removed }
}
tui-failed = Not sent; the text is kept: { $why }
tui-failed-refused = The federation does not accept it; the text is kept: { $why }
tui-failed-not_permitted = Not permitted; the text is kept: { $why }
tui-failed-read_only = The node cannot store anything now; the text is kept: { $why }
tui-failed-conflict = Another message took that place; the text is kept, send again: { $why }
tui-failed-unconfirmed = Whether the node kept it is not known; the text is kept, send again and it will be there once: { $why }
tui-failed-not_running = The node does not answer; the text is kept: { $why }
tui-passphrase-title = Key locked
tui-passphrase-why = Type the passphrase of this machine's key to be able to sign. Esc: only read.
tui-passphrase-trying = trying…
tui-passphrase-wrong = Wrong.
tui-passphrase-wait = Wrong. You can try again in { $seconds } s.
tui-unlocked = The key is open.
tui-reads-only = Read only · «u» opens the key

## Screen: forms of new acts

tui-new-title = Write something new
tui-new-help = Enter picks · D deletes or passes over · Esc closes
tui-sheet-proposal = Proposal
tui-sheet-notice = Crisis notice
tui-sheet-agenda = Agenda
tui-sheet-position = Position with its mandate
tui-sheet-preview = as it will be seen in
tui-sheet-look = a last look
tui-field-title = Title
tui-field-summary = Summary
tui-field-text = Text
tui-field-theme = Theme
tui-field-places = Places
tui-field-asked = Who is asked
tui-field-agenda-asked = Who is invited
tui-field-respond-by = Answer by
tui-field-amend-until = Amend until
tui-field-rule = Decided by
tui-field-quorum = Quorum
tui-field-voters = Who votes
tui-check-quorum = «{ $value }» is no quorum · write a number, or mx=2, cl=1
tui-field-event = Event
tui-field-headline = Headline
tui-field-description = What happens
tui-field-instruction = What to do
tui-field-area = Area
tui-field-severity = Severity
tui-field-urgency = Urgency
tui-field-certainty = Certainty
tui-field-category = Category
tui-field-status = It is
tui-field-expires = Expires
tui-field-contact = Contact
tui-field-starts = Begins
tui-field-ends = Ends
tui-field-time-zone = Time zone
tui-field-venue = Venue
tui-field-items = Items
tui-field-speakers = Speakers
tui-field-rooms = Rooms
tui-field-interpretation = Interpretation
tui-field-stance = Position
tui-field-reason = Reason
tui-field-mandate = Mandate
tui-hint-field-title = one line that names it
tui-hint-field-summary = a paragraph; may be left out
tui-hint-field-text = the text that is put to the others
tui-hint-field-theme = a word of the list of themes, as agua; may be left out
tui-hint-field-places = codes or names, with commas: mx:20067, MX-OAX, Morelia
tui-hint-field-asked = names, codes or countries, with commas; empty: everybody
tui-hint-field-respond-by = 48h, 15d or 2026-12-02 18:00; empty: 48 hours
tui-hint-field-amend-until = amendments and new texts until then; empty for as long as positions count
tui-hint-field-rule = what adopts it; ← → chooses
tui-hint-field-quorum = so many institutions have to take a position; of a country: mx=2, cl=1
tui-hint-field-voters = names or ids with commas between, mx or cl for a country; empty for all
tui-hint-field-event = in a few words: flood, earthquake, fire
tui-hint-field-headline = what is read first
tui-hint-field-description = facts: what, since when, how much
tui-hint-field-instruction = what the reader is to do
tui-hint-field-area = streets, quarters, valleys
tui-hint-field-severity = ← and → change it
tui-hint-field-urgency = ← and → change it
tui-hint-field-certainty = ← and → change it
tui-hint-field-category = ← and → change it
tui-hint-field-status = ← and → change it: real, exercise or test
tui-hint-field-expires = 12h, 2d or 2026-12-02 18:00; empty: no end
tui-hint-field-contact = telephone or mail on duty; no personal names
tui-hint-field-starts = 2026-12-02 10:00, by the venue's clock
tui-hint-field-ends = 2026-12-02 14:00, by the venue's clock
tui-hint-field-time-zone = as America/Santiago or America/Mexico_City
tui-hint-field-venue = building and room
tui-hint-field-items = one a line: 10:00 45 Title @ who presents #cbm1… (papers)
tui-hint-field-speakers = a line for each item, by office; - for none
tui-hint-field-rooms = a line for each item; - for none
tui-hint-field-interpretation = languages: en, pt for all items, or 1: en; 3: en, arn
tui-hint-field-stance = ← and → change it
tui-hint-field-reason = why
tui-hint-field-mandate = the act that gives the authority: Acuerdo 12/2026
tui-check-missing = is missing: write it in some language
tui-check-when = «{ $value }» is not understood · 48h, 3d or 2026-12-02 18:00
tui-check-past = «{ $value }» is over · write a time to come
tui-check-institution = «{ $value }» is no member, or several · write the code
tui-check-place = «{ $value }» is no place · mx:20067, MX-OAX or MX
tui-check-area = say the area in words beside the code
tui-check-zone = «{ $value }» is no time zone · America/Santiago
tui-check-order = ends before it begins
tui-check-item = «{ $value }» is not understood · 10:00 45 Title
tui-check-outside = «{ $value }» lies outside of the summit
tui-check-item-count = in «{ $value }» there are not as many items as in the first language
tui-check-item-number = «{ $value }»: there is no such item · 1: en; 3: en, arn
tui-check-language = «{ $value }» is no language tag · en, pt, arn
tui-check-long = too long: { $value }
tui-check-blank = ____ is left to fill in { $value }
tui-check-protocol = the federation would not accept it: { $value }
tui-tag-title = Write in another language too
tui-tag-help = BCP 47 tag: es, en, pt, arn, zap · Enter adds it
tui-bad-tag = «{ $tag }» is no language tag · es, en, pt-BR, arn
tui-look-at-once = This is signed. It goes at once and cannot be taken back.
tui-look-take-back = This is signed. Then there are { $seconds } seconds to take it back.
tui-look-institution = Signs
tui-look-key = Key
tui-look-kind = Kind
tui-look-asked = Asked are
tui-look-all = all institutions
tui-look-by = Until
tui-look-bytes = Bytes
tui-look-thread = Thread
tui-look-answer = Answer
tui-look-ack = Enter signs «{ $ack }» for { $who } and sends it at once.
tui-counting = Signed in { $seconds } s: { $what } · { $key } takes it back
tui-taken-back = Taken back: nothing was signed, and it stays a draft.
tui-nothing-to-take-back = There is nothing to take back.
tui-draft-deleted = Draft deleted.
tui-paste-full = It does not fit: the message would exceed 256 KiB. Nothing was inserted.
tui-edited-removed = { $removed ->
    [one] { $removed } character that terminals obey or nobody sees was removed.
   *[other] { $removed } characters that terminals obey or nobody sees were removed.
}
tui-editor-failed = The editor gave no text back, it stays as it was: { $why } · name another in VISUAL or EDITOR
tui-template-proposal = Proposal
tui-template-flood = Notice: flood
tui-template-flood-event = Flood
tui-template-flood-headline = Flood in ____
tui-template-flood-description = Since ____ the water has been rising in ____. Closed roads: ____.
tui-template-flood-instruction = Do not cross running water on foot or by car. Go to high ground. Shelter: ____.
tui-template-flood-area = ____
tui-template-quake = Notice: earthquake
tui-template-quake-event = Earthquake
tui-template-quake-headline = Earthquake felt in ____
tui-template-quake-description = At ____ an earthquake was felt. Known damage: ____.
tui-template-quake-instruction = Keep away from walls and cables. Turn off the gas. Expect aftershocks.
tui-template-quake-area = ____
tui-template-fire = Notice: fire
tui-template-fire-event = Forest fire
tui-template-fire-headline = Forest fire in ____
tui-template-fire-description = Active fire since ____ in ____. It moves towards ____.
tui-template-fire-instruction = Leave if you are asked to. Close doors and windows. Keep the way free for the fire brigade.
tui-template-fire-area = ____
tui-template-water = Notice: water cut
tui-template-water-event = Water cut
tui-template-water-headline = Water cut in ____
tui-template-water-description = No supply since ____ because of ____. Expected back at ____.
tui-template-water-instruction = Keep water for drinking. Water trucks: ____.
tui-template-water-area = ____
tui-template-exercise = Notice: exercise
tui-template-exercise-event = Exercise
tui-template-exercise-headline = Exercise: ____
tui-template-exercise-description = This is an exercise: there is no emergency. It begins at ____.
tui-template-exercise-instruction = Acknowledge it and follow the plan for ____.
tui-template-notice = Notice: other
tui-template-agenda = Agenda
tui-template-proposal-text = It is proposed to ____.

    Why: ____.

    Each institution contributes ____.
tui-template-agenda-items = 10:00 15 Welcome
    10:15 45 ____
    11:00 30 Agreements
tui-place-sheet = In a form
tui-place-preview = When seeing how it will look
tui-place-look = At the last look
tui-place-pick = In a list
tui-key-new = write a proposal, a notice, an agenda, a declaration or feedback; go on with a draft
tui-key-take-back = take back what was just sent
tui-key-mandate = cite the position's mandate
tui-key-look = see what is signed, and sign
tui-key-next-field = the next field
tui-key-previous-field = the field before
tui-key-next-language = show the next language
tui-key-previous-language = show the language before
tui-key-add-language = write in another language too
tui-key-preview = see what the others will see
tui-key-editor = write in your own editor (VISUAL or EDITOR)
tui-key-to-form = back to the form
tui-key-sign = sign and send
tui-key-pick = take the line
tui-hint-new = new
tui-hint-mandate = with mandate
tui-hint-look = check
tui-hint-next-field = field
tui-hint-next-language = language
tui-hint-add-language = another language
tui-hint-preview = preview
tui-hint-to-form = go on writing
tui-hint-sign = sign and send
tui-hint-pick = pick

## Screen: network, search and palette

tui-oldest = answer in { $span }
tui-oldest-late = answer: { $span } late
tui-drafts = { $n ->
    [one] { $n } draft
   *[other] { $n } drafts
}
tui-network-title = Network: { $connected } of { $known } nodes online
tui-network-nobody = The roster names no other nodes yet.
tui-network-rtt = { $ms } ms
tui-network-connected = online
tui-network-away = no link
tui-network-sync = compared { $when }
tui-network-never = not compared yet
tui-network-next = next try in { $seconds } s
tui-palette-title = Do or open
tui-find-nothing = Nothing was found.
tui-place-find = When searching
tui-place-network = On the network
tui-key-find = search in the inbox or in the help
tui-key-palette = do or open anything by its letters
tui-key-network = see the other nodes
tui-key-find-done = keep what was found
tui-key-find-clear = end the search
tui-hint-find = search
tui-hint-find-done = to the list
tui-hint-find-clear = clear
tui-hint-refresh = ask again

## Screen: what the operators of the node note

tui-flagged = flagged
tui-care = { $who } takes care
tui-care-ours = we take care
tui-mark-failed = Not noted: { $why }
tui-mark-later = There is no node to note it on.
tui-key-flag = flag the thread for the other operators, or take the flag away
tui-key-care = take care of the thread, or leave it

## Screen: help and keys

tui-help-title = Help
tui-help-more = { $k } of { $n }
tui-place-inbox = In the inbox
tui-place-reader = While reading
tui-place-everywhere = In both
tui-place-menu = Choosing an answer
tui-place-editor = While typing
tui-place-passphrase = With the key locked
tui-keyname-pageup = PgUp
tui-keyname-pagedown = PgDn
tui-keyname-home = Home
tui-keyname-end = End
tui-keyname-space = Space
tui-keyname-backspace = Backspace
tui-key-open = read the chosen thread
tui-key-next = the next one
tui-key-previous = the one before
tui-key-scroll-down = a line down
tui-key-scroll-up = a line up
tui-key-answer = answer: acknowledge, take a position, say who comes
tui-key-comment = comment
tui-key-next-thread = the next thread
tui-key-previous-thread = the thread before
tui-key-page-down = a screen down
tui-key-page-up = a screen up
tui-key-top = to the beginning
tui-key-bottom = to the end
tui-key-pane = between list and text
tui-key-back = back to the list; put away a notice at the top
tui-key-alert = read the notice that has just arrived
tui-key-unlock = open the key with its passphrase
tui-key-refresh = read everything again
tui-key-language = change the language
tui-key-help = show or close this help
tui-key-quit = leave
tui-key-send-choice = send what is chosen
tui-key-note = add a note or reason
tui-key-more = more, or the next choice
tui-key-less = less, or the choice before
tui-key-close = close
tui-key-send = sign and send
tui-key-keep = close and keep the draft
tui-key-read-only = go on without signing
tui-hint-open = read
tui-hint-answer = answer
tui-hint-comment = comment
tui-hint-back = back
tui-hint-language = Português
tui-hint-help = help
tui-hint-quit = leave
tui-hint-send = send
tui-hint-note = with a note
tui-hint-close = close
tui-hint-keep = keep draft
tui-hint-unlock = open
tui-hint-read-only = only read

## Screen: at the start

tui-no-terminal = There is no terminal to draw on here · use «cabildo list» and «cabildo show ID»
tui-panicked = A part of the program failed, as said above · what was typed is kept as a draft: open Cabildo again, and report it

## Demo without a terminal

demo-started = The demo federation is running: { $nodes } nodes on this machine. Everything is deleted at the end.
demo-cut = { $node } has no network for the whole run.
demo-trouble = { $node } cannot write: { $problem }
demo-converged = All { $nodes } nodes have the same { $messages } messages, also after their stores were reopened. To the last node: half within { $half } ms, the slowest { $max } ms.
demo-apart = Of { $nodes } nodes, not all have the { $messages } confirmed messages. Missing at: { $behind }.

## The clock against those of others

clock-right = right, by { $n ->
    [one] one institution
   *[other] { $n } institutions
}
clock-behind = { $span } behind { $n ->
    [one] one institution
   *[other] { $n } institutions
}
clock-ahead = { $span } ahead of { $n ->
    [one] one institution
   *[other] { $n } institutions
}
cli-status-clock = Clock
cli-clock-warning = The node's clock is { $clock }: what is signed now bears a wrong time · timedatectl set-ntp true
cli-doctor-clock-measured = { $seconds } s from { $n ->
    [one] the clock of one institution
   *[other] the clocks of { $n } institutions, their median
}
cli-doctor-clock-slow = { $span } behind ({ $seconds } s), by { $n ->
    [one] the clock of one institution
   *[other] the clocks of { $n } institutions
}
cli-doctor-clock-fast = { $span } ahead ({ $seconds } s), by { $n ->
    [one] the clock of one institution
   *[other] the clocks of { $n } institutions
}
tui-clock = The node's clock is { $clock }
tui-clock-remedy = «cabildo doctor clock» says how to set it

## The duty rota

kind-rota = duty rota
cli-verb-rota = rota
cli-help-rota = Says who is on duty, or signs another rota
cli-example-rota = cabildo rota --turn "guardia-1 2026-12-01T20:00 12h guardia-2"
cli-arg-turn = A turn: who (by role, not by name), from, to or for how long, and who steps in
cli-arg-add = Keep the turns of the last rota that are not over
cli-arg-clear = Sign a rota without turns
cli-rota-none = there is no duty rota; sign one with «cabildo rota --turn …»
cli-rota-now = { $person } until { $to }
cli-rota-backup = steps in: { $who }
cli-rota-next = then: { $person } from { $from }
cli-rota-nobody = nobody
cli-rota-signed = signed { $at }
cli-bad-turn = «{ $value }» is no turn · write «guardia-1 2026-12-01T20:00 12h guardia-2»
cli-status-duty = On duty
cli-shift-duty = On duty: { $duty }
tui-duty = on duty: { $person }
tui-duty-nobody = nobody is on duty
tui-duty-until = On duty until { $to }: { $person }
tui-duty-backup = steps in: { $who }
tui-duty-next = then, from { $from }: { $person }

## What stands in a node's way

cli-home-missing = there is no home of a node in «{ $path }» · make one with «cabildo demo --write», or name another with --home
cli-home-unnamed = no home is named · give --home, or set CABILDO_HOME, XDG_DATA_HOME or HOME
cli-newer-format = «{ $path }» has format { $found }, this release knows up to { $known } · install the newer release; nothing was changed
cli-socket-long = the path of the socket has { $length } bytes, the system allows { $max }: «{ $path }» · set a shorter one in config.toml: [api] socket = "/run/cabildo/api.sock"
cli-store-in-use = «{ $path }» is in use by another node · stop that one first
cli-no-rosters = «{ $path }» has no rosters · put there the files that came with the invitation
cli-port-taken = the port of { $address } is taken by { $holder } · stop that, or set another port in config.toml: [network] listen
cli-port-other = another program

## Smaller things

cli-help-demo-plain = Speak for Oaxaca in numbered lines, without a screen
cli-verb-update = update
cli-verb-cancel = cancel
cli-plain-do-update = change the notice of ours that was read
cli-plain-do-cancel = withdraw the notice of ours that was read
cli-plain-not-ours = what was read is no notice of ours
cli-plain-keep = An empty answer keeps what the notice says.
cli-status-zone = Time zone
zone-from-roster = by the roster
zone-from-municipality = that of the municipality; the roster names none
zone-from-subdivision = that of most municipalities there; the roster names none
zone-from-country = that of most municipalities of the country; the roster names none
tui-field-agenda-places = Place
tui-check-one-place = one place, no more
tui-check-paper = «{ $value }» is no thread here, or more than one

## Textos que un nodo ya no guarda · texts that a node does not keep

cli-opaque-not_kept = This text is not kept here any longer; other nodes may have it.
cli-status-unchecked = Being checked
cli-status-unchecked-value = { $n ->
    [one] the signature of { $n } message; others get it from here after that
   *[other] the signatures of { $n } messages; others get them from here after that
}
cli-status-dropped = Texts not kept
cli-status-dropped-value = { $n ->
    [one] one, by the settings of this node
   *[other] { $n }, by the settings of this node
}
tui-opaque-not_kept = The text is not kept on this node any longer. Header and signature remain; other nodes may have it.

## Mensajes en un archivo, donde no hay red · messages in a file

cli-help-export = Writes messages to a file, to carry them on a USB stick where there is no network
cli-help-import = Reads messages from a file that another node wrote; reading it again does no harm
cli-arg-carried-file = File that carries the messages
cli-arg-since = Only what was written since: a date with its time, or so long ago (3d, 48h)
cli-arg-without-files = Leaves out the files that messages name
cli-example-export = cabildo export --since 7d /media/usb/oaxaca.cabildo
cli-example-import = cabildo import /media/usb/oaxaca.cabildo
cli-export-written = Written to «{ $path }»: { $messages ->
    [one] one message
   *[other] { $messages } messages
}, { $kib } KiB
cli-export-files = Files that messages name: { $n }; --without-files leaves them out
cli-export-since = Only what was written since { $when }: who lacks what came before needs a file from earlier on
cli-export-remove = The stick may be removed now. Nothing is encrypted: whoever has the file can read it
cli-import-of = «{ $path }», made { $when }
cli-import-taken = { $messages ->
    [0] No new message
    [one] One new message
   *[other] { $messages } new messages
}; { $known ->
    [one] another was here already
   *[other] { $known } were here already
}
cli-import-bodies = Texts that were missing: { $n }
cli-import-rosters = Rosters with a new version: { $n }
cli-import-proofs = Proofs of keys that were used twice: { $n }
cli-import-receipts = Receipts of who holds what: { $n }
cli-import-files = Files that messages name, here whole now: { $n }
cli-import-later = Of a later release, not read: { $n }
cli-import-refused = Not taken: { $n } · { $why }
cli-import-why-forged = they are not signed as they should be
cli-import-why-federation = they belong to another federation
cli-import-why-unlisted = their key is not listed
cli-import-why-not_allowed = their institution may not write them
cli-import-why-cut_off = their key was cut off before
cli-import-why-roster_behind = a roster is missing; import it first, or ask for a whole file
cli-import-why-gap = what comes before is missing; ask for a file from earlier on (--since) or a whole one
cli-import-why-fork = their key signed two messages at one place
cli-import-why-broken_link = they do not follow what is here
cli-import-why-inconsistent = they contradict themselves
cli-import-why-quota = their institution has used up the bytes granted
cli-import-why-unnamed = the message that names them is not here
cli-import-why-not_its_bytes = they are not the bytes that the message names
cli-import-why-too_large = they are larger than this node keeps ([attachments] max_file_mib in config.toml)
cli-import-why-no_room = all files together may have no more on this node ([attachments] max_total_mib in config.toml)
cli-import-why-read_only = the disk is full
cli-import-why-store = the disk failed
cli-import-cut = The file breaks off at byte { $at }: what was before is imported, the rest is not · ask for the file again
cli-import-damaged = The file is damaged at byte { $at }: what was before is imported, the rest is not · ask for the file again
cli-import-foreign = «{ $path }» is no file of cabildo export · choose another
cli-import-newer = «{ $path }» is of a later release · update this node
cli-import-unreadable = «{ $path }» cannot be read: { $why }

## Formats of other programs

cli-help-cap = Reads and writes CAP 1.2 alerts of other systems
cli-help-cap-export = Writes a notice, its update or its cancellation as a CAP alert
cli-help-cap-import = Reads a CAP alert and drafts a notice; sends nothing
cli-verb-cap = cap
cli-verb-cap-export = export
cli-verb-cap-import = import
cli-example-cap = cabildo cap export cbm1q9x --output notice.xml
cli-example-cap-export = cabildo cap export cbm1q9x --output notice.xml
cli-example-cap-import = cabildo cap import alert.xml --output draft.json
cli-arg-foreign = File of another program; «-» is standard input
cli-foreign-refused = { $path } cannot be taken over: { $why }
cli-cap-no-draft = The alert { $id } is a CAP message «{ $type }» without a block <info>: there is no notice to draft · look for the notice that it refers to
cli-cap-drafted = Draft of the alert { $id }. Nothing was sent: read it and issue it with «cabildo alert --file { $path }»
cli-cap-drafted-update = Draft of an update, the alert { $id }. Nothing was sent: read it and issue it with «cabildo alert --file { $path } --update ID», where ID is the notice that it updates

## Calendars, maps, tables and bundles

cli-help-calendar = Writes an agenda as a calendar (.ics), or all of them
cli-help-calendar-import = Reads a calendar and drafts an agenda, or an answer to one; sends nothing
cli-verb-calendar = calendar
cli-verb-calendar-import = import
cli-example-calendar = cabildo calendar cbm1q9x --output summit.ics
cli-example-calendar-import = cabildo calendar import summit.ics --output draft.json
cli-help-calendar-id = Agenda; without it, all of them
cli-arg-day = Only what begins on that day at the venue
cli-calendar-drafted = Draft of an agenda with { $items ->
    [0] no item
    [one] one item
   *[other] { $items } items
}. Nothing was sent: read it and send it with «cabildo agenda --file { $path }»
cli-calendar-answer = Draft of the answer of { $from }. Nothing was sent: read it and send it with «cabildo rsvp { $id } --file { $path }»

cli-help-map = Writes what has a place on a map, as GeoJSON
cli-verb-map = map
cli-example-map = cabildo map notices --output notices.geojson
cli-arg-layer = What is written
cli-arg-every-state = With what does not hold any longer, too
layer-notices = notices
layer-proposals = proposals
layer-agendas = agendas
layer-feedback = feedback
layer-institutions = institutions
cli-help-table = Writes messages, or the answers of a thread, as a CSV table
cli-verb-table = table
cli-example-table = cabildo table cbm1q9x --excel --output answers.csv
cli-help-table-id = Proposal, notice or agenda whose answers are written; without it, messages
cli-arg-excel = As a Spanish Excel opens it: with semicolons
cli-help-bundle = Writes a thread with all that proves it into a bundle, which anyone verifies without a network
cli-verb-bundle = bundle
cli-example-bundle = cabildo bundle cbm1q9x proposal.bundle
cli-arg-bundle-file = File of the bundle
cli-help-verify = Verifies a bundle, or an export, without a node and without a network
cli-verb-verify = verify
cli-example-verify = cabildo verify proposal.bundle
cli-arg-evidence = File of «cabildo bundle» or of «cabildo export»
cli-arg-federation = The federation that is expected: its id (cbf1…) or its twelve words
cli-bundle-written = { $path }: { $messages ->
    [one] one message
   *[other] { $messages } messages
} with rosters and receipts
cli-bundle-federation = Whoever verifies it also needs the federation's words, by another way: no file can vouch for itself
cli-verify-of = { $path }, made on { $when } by its own account
cli-verify-federation = Federation: { $name } · { $id }
cli-verify-pinned = It is the federation that you named.
cli-verify-claimed = That this federation is the true one is the file's own claim: compare the words with those that an institution you trust tells you, or give them by --federation.
cli-verify-other = It is NOT the federation that you named: nothing below proves anything about that one.
cli-verify-not-about = The file says that it is of another federation than its rosters.
cli-verify-rosters = Rosters: { $n }, all signed as they must be
cli-verify-no-rosters = The rosters do not hold: { $why } · without them nobody knows whose the keys are
cli-verdict-holds = holds: signed by whom it names, who may
cli-verdict-disputed = disputed: its key signed two messages at one place
cli-verdict-broken_link = does not hold: it does not follow what stands before it in its log
cli-verdict-unknown = signed by its key; whose that is is not known
cli-verdict-refused = does not hold
cli-verify-text-erased = text withdrawn by its institution
cli-verify-text-missing = the text is not in the file; the signature covers its hash
cli-verify-text-unread = this program does not understand the text
cli-verify-held = { $n ->
    [one] One institution has signed that it holds it
   *[other] { $n } institutions have signed that they hold it
}: { $names }
cli-verify-forged = Record { $record } of the file: not signed as it must be · { $why }
cli-verify-cut = «{ $path }» breaks off at byte { $at }: nothing was verified from there on · ask for the file again
cli-verify-damaged = «{ $path }» is damaged at byte { $at }: nothing was verified from there on · ask for the file again
cli-verify-foreign = «{ $path }» is neither a bundle nor an export of Cabildo · choose another
cli-verify-too-large = «{ $path }» has more than 256 MiB · ask for the bundle of one thread, or an export --without-files
cli-verify-all = Everything holds: { $n } of { $all } messages
cli-verify-not-all = NOT everything holds: { $n } of { $all } messages
cli-verify-limits = A file proves what it contains, not that it is complete: whoever made it may have left out answers, withdrawals or later rosters.

## Por qué no llega nada de otro nodo · why nothing comes from another node

cli-verb-peers-why = why
cli-help-peers-why = Says in plain words why nothing comes from a node
cli-arg-peer = Institution, name, label or identity of a node
cli-why-nobody = «{ $name }» is no institution and no node of the federation · see «cabildo peers»
cli-why-many = «{ $name }» may be { $n } nodes · write more of the name
cli-why-no-node = { $name } has no node listed: it can get nothing before it lists one
cli-why-ourselves = { $name } is this institution, and has no other node
cli-why-said = What was met last: { $why }
cli-why-well = There is a link and everything is compared: what there is comes
cli-why-unknown = There is no link, and nothing that was tried says why
cli-why-coming = There is a link; { $n } messages are still to come from it
cli-why-starting = There is a link since a moment, and nothing has been compared yet
cli-why-rosters = There is a link, but only rosters come from it: most likely the roster that lists this node is missing there
cli-why-rosters-remedy = Compare the versions by «cabildo roster list» on both nodes, and publish there the one that is missing
cli-why-no_address = No address of it is known: there is a link only when it calls, as those do who are behind a router (NAT)
cli-why-no_address-remedy = Ask for its address and put it into config.toml, [[network.peers]]; or link both to one relay
cli-why-name = The name of its address is not found
cli-why-name-remedy = Check the name and the name server (DNS), or put the number into config.toml
cli-why-refused = Its machine answers and refuses the connection: no node runs there, or it listens on another port
cli-why-refused-remedy = Ask for it to be started, or compare the port with its [network] listen
cli-why-silent = Nobody answers there: the machine is off, a firewall, or a router (NAT) that lets nothing through
cli-why-silent-remedy = Ask for the port to be opened, or UDP and TCP to be forwarded to its node; where that cannot be, link both to one relay
cli-why-other_node = Another node answers at that address
cli-why-other_node-remedy = Ask for the present address and identity, and correct config.toml, [[network.peers]]
cli-why-severed = This node is cut off the network on purpose
cli-why-version = The two programs speak no common version, or another program answers at that address
cli-why-version-remedy = Update the older of the two: «cabildo --version»
cli-why-turned_away = The connection is closed there: perhaps its roster does not list this node
cli-why-turned_away-remedy = Ask for the roster of that node to be compared by «cabildo roster list»
cli-why-answers = Its TCP port answers now: the next attempt may succeed
cli-why-disk_full = The disk of this node is full: it keeps nothing new, whoever it comes from
cli-why-disk_full-remedy = Free some space; the node goes on by itself
cli-why-unlisted = No roster lists this node: the others give it nothing
cli-why-unlisted-remedy = Ask your institution to list it
cli-why-clock = The clock of this node is wrong
cli-why-clock-remedy = Set it: timedatectl set-ntp true

## Hasta dónde ha llegado un mensaje · how far a message has come

delivery = Delivery: { $steps }
delivery-saved = saved here
delivery-alone = on no other node, as far as is known
delivery-relayed = on another node too
delivery-held = held by { $k } of { $n ->
    [one] one institution
   *[other] { $n } institutions
}
delivery-seen = { $n ->
    [0] not known to be seen by anybody
    [one] seen by one
   *[other] seen by { $n }
}
delivery-answered = { $k } of { $n } answered
delivery-waiting = Not known to have it: { $names }
delivery-away = { $name } (no link)
delivery-without-node = Cannot have it, for want of a node: { $names }
delivery-more = { $names } and { $n } more

## How proposals are closed

kind-pause = pause
kind-closing = closing
kind-contest = contest
kind-final = final result
kind-withdrawal = withdrawal
kind-revision = new text
stage-open = open
stage-amending = open, its text may still change
stage-voting = open, its text is fixed
stage-deadline_passed = deadline passed, not closed
stage-closed = closed, may still be contested
stage-contested = closed and contested
stage-adopted = adopted
stage-rejected = rejected
stage-lapsed = lapsed
stage-withdrawn = withdrawn
stage-disputed = disputed
rule-simple_majority = simple majority
rule-two_thirds = two thirds
rule-qualified_majority = qualified majority
rule-each_country = majority in each country
cli-word-rule-each_country = each country
rule-consent = consent
doubt-cut_off = Something that the result rests on was cut off or disputed since
doubt-unheeded = A contest in time was not heeded
doubt-other_final = Another final message comes to something else
doubt-left_out = Valid positions that are here are not counted
doubt-incomplete = Some of what is counted is not here
cli-stage = Stage: { $stage }
cli-so-far = as it stands: { $outcome }
cli-closing-rule = Decided by: { $rule }
cli-closed-by = Closed by { $who } · may be contested until { $until }
cli-left-out = Not counted by the closing ({ $n })
cli-skewed = Dated before the proposal ({ $n })
cli-not-voters = Without a vote ({ $n })
cli-verb-close = close
cli-verb-contest = contest
cli-verb-finalize = finalize
cli-verb-withdraw = withdraw
cli-help-close = Closes a proposal whose deadline has passed
cli-help-contest = Says what a closing has left out
cli-help-finalize = Fixes the result once the time to contest is over
cli-help-withdraw = Takes a proposal of your own back before its deadline
cli-example-close = cabildo close cbm1q9x
cli-example-contest = cabildo contest cbm1q9x --text en="Ours came in time"
cli-example-finalize = cabildo finalize cbm1q9x
cli-example-withdraw = cabildo withdraw cbm1q9x --text en="It comes again with a budget"
cli-help-propose-rule = What adopts it; a simple majority if not given
cli-arg-quorum = So many institutions have to take a position
cli-arg-voter = Who may vote; every institution that takes positions if not given
cli-arg-contest = For how long the closing may be contested; 48 hours if not given
cli-arg-majority = Part of the votes that adopts it, more than a half: 3/4
cli-arg-quorum-by-country = So many of a country have to take a position: mx=3,cl=2
cli-arg-amend-until = Until when its text may change; as long as positions count if not given
cli-amend-until = Amendments and new texts until { $at }
cli-bad-share = «{ $value }» is no part of the votes that is more than a half · write two numbers: 3/4
cli-bad-country-quorum = «{ $value }» is no quorum of a country · write mx=3
cli-not-a-proposal = { $id } is no proposal and answers none · see «cabildo list --kind proposal»
cli-nothing-left-out = The closing leaves out nothing that is here · there is nothing to contest
cli-positions-missing = { $n } of the positions counted are not here yet · wait until the node has caught up
cli-not-closed = The proposal is not closed · close it first
cli-is-closed = The proposal is closed already · see it with «cabildo show»
cli-is-decided = The proposal is decided: { $stage } · see it with «cabildo show»
cli-not-the-proposer = Only its proposer takes a proposal back
cli-not-open = The proposal is not open any more: { $stage } · it cannot be taken back
cli-not-yet = It is too early for that · possible from { $from }
cli-not-a-voter = This institution may neither close it nor contest that · only its proposer and who may vote may
cli-too-late = It is too late for that · possible until { $until }
cli-unclosed = { $n ->
    [one] Deadline passed, and one proposal waits to be closed:
   *[other] Deadline passed, and { $n } proposals wait to be closed:
}
cli-unclosed-passed = deadline { $at }
cli-unclosed-close = close it
cli-unclosed-finalize = make its result final
cli-unclosed-ours = We may { $step } now:
cli-unclosed-ours-from = Its proposer may { $step }; we may from { $from }:
cli-unclosed-voters = Its proposer and who may vote may { $step }, we may not:
cli-unclosed-proposer = Its proposer may { $step }, who may vote from { $from }, we may not:

## Detrás de un router, a través de un repetidor · behind a router, through a relay

cli-peer-through = through { $relay }
cli-status-reach = Reached by others
reach-unknown = not tried yet
reach-direct = directly
reach-relayed = through { $relays }: a router (NAT) lets nobody in
reach-hidden = not at all: a router (NAT) lets nobody in, and no relay has a place for this node
reach-full = not at all: a router (NAT) lets nobody in, and the relay is full
cli-status-serves = Serves as a relay
cli-status-serves-value = { $reservations ->
    [one] { $reservations } node
   *[other] { $reservations } nodes
}, { $circuits ->
    [one] { $circuits } link
   *[other] { $circuits } links
}
cli-status-serves-full = found no room last { $at }
cli-doctor-reach-direct = others reach this node directly
cli-doctor-reach-relayed = a router (NAT) lets nobody in; others come through { $relays }
cli-doctor-reach-hidden = a router (NAT) lets nobody in, and no relay has a place for this node: it only calls the others
cli-doctor-reach-hidden-remedy = forward the ports of [network] listen to this machine, or link it to a relay: [[network.peers]]
cli-doctor-reach-full = a router (NAT) lets nobody in, and the relay is full: this node only calls the others
cli-doctor-reach-full-remedy = ask whoever runs the relay for more room ([relay] in its config.toml), or link this node to a second relay
cli-doctor-relay-full = somebody found no room at this relay: { $at }
cli-doctor-relay-full-remedy = raise [relay] reservations and circuits in config.toml
cli-why-own_hidden = A router (NAT) lets nobody in to this node: it can call, and nobody can call it
cli-why-own_hidden-remedy = Forward its ports, or link it to a relay of the federation
cli-why-own_full = A router (NAT) lets nobody in to this node, and the relay is full
cli-why-own_full-remedy = Ask whoever runs the relay for more room, or link this node to a second relay
cli-why-relay_full = The relay through which it would be reached is full
cli-why-relay_full-remedy = Ask whoever runs the relay for more room: [relay] in its config.toml
cli-why-no_place = It has no place at the relay: it is switched off, not linked there, or others reach it directly
cli-why-no_place-remedy = Ask whether its node runs and is linked to the same relay
cli-why-no_relay = No address of it is known, and no relay is linked through which it could be sought
cli-why-no_relay-remedy = Put a relay of the federation into config.toml, [[network.peers]]
cli-why-relayed = The link goes through a relay: the routers allow no direct one

## Padrones que esperan firmas · rosters that wait for signatures

cli-help-roster-hold = Leaves a roster with the node until all have signed it
cli-help-roster-pending = Shows the rosters that wait for signatures at the node
cli-arg-draft = Which: the beginning of its name (cbh1…)
cli-help-roster-pending-drop = Takes it away from the node
cli-pending-none = No roster waits for signatures at this node
cli-pending-notice = New governors for { $scope }: whoever objects does so by an ordinary version until { $until }
cli-pending-publish = Everybody has signed · publish it: cabildo roster publish
cli-pending-which = «{ $value }» names none of the rosters that wait for signatures · see them with «cabildo roster pending»
cli-pending-dropped = Taken away: { $hash }
tui-federation-unsigned = { $scope }, version { $version }, waits for signatures: it has { $have } and lacks { $lacks } · cabildo roster pending
tui-federation-notice = ! New governors for { $scope }: objections until { $until }
tui-federation-signed = { $scope }, version { $version }, has all signatures · publish it: cabildo roster publish
## Filtered lists

cli-arg-country = Only what institutions of this country wrote: mx or cl
cli-arg-at-place = Only what concerns this place, what lies in it or what it lies in: mx:20067, MX-OAX or MX
cli-arg-of-theme = Only this theme
cli-arg-written-in = Only what has a text in this language
cli-arg-due-after = Only what asks for an answer at this time or later
cli-arg-due-before = Only what asks for an answer before this time: 48h, 3d or 2026-12-01T18:00-06:00
cli-arg-in-state = Only threads in this state
cli-arg-cursor = The next page: what the list before ended with
cli-list-more = There are more · --cursor { $cursor }
cli-bad-country = «{ $value }» is no country · write its two letters: mx or cl
cli-word-state-open = open
cli-word-state-amending = amending
cli-word-state-voting = voting
cli-word-state-deadline_passed = deadline passed
cli-word-state-closed = closed
cli-word-state-contested = contested
cli-word-state-adopted = adopted
cli-word-state-rejected = rejected
cli-word-state-lapsed = lapsed
cli-word-state-withdrawn = withdrawn
cli-word-state-disputed = disputed
cli-word-state-active = active
cli-word-state-cancelled = cancelled
cli-word-state-expired = expired
cli-word-state-upcoming = upcoming
cli-word-state-over = over

## Search

cli-help-search = Finds messages by their words
cli-example-search = cabildo search clean water --place MX-OAX
cli-arg-wanted = Words, all of which a message has; accents and endings make no difference, and «agu*» stands for what begins so
cli-arg-newest = The newest first, else what fits best

## Closing proposals on the screen

tui-stage = Stage
tui-rule = Decided by
terms-quorum = quorum { $n }
terms-quorum-of = quorum in { $country }: { $n }
terms-voters = { $n ->
    [one] one may vote
   *[other] { $n } may vote
}
tui-closed-until = Closed by { $who } · may be contested { $until }
tui-closed-was = Closed by { $who } · could be contested { $until }
tui-final-by = Made final by { $who }, { $when }
tui-withdrawn = Taken back by its proposer, { $when }
tui-revised = The text as its proposer changed it, { $when }:
tui-then-close = close it
tui-then-finalize = make it final
tui-next-from = { $who } may { $what } { $proposer }, who may vote { $voters }
tui-next-now = { $who } may { $what } now, who may vote { $voters }
tui-do-closing = closes it
tui-do-contest = contests the closing
tui-do-final = makes the result final
tui-do-withdrawal = takes it back
tui-left-out = Not counted by the closing ({ $n })
tui-skewed = Dated before the proposal ({ $n })
tui-not-voters = Without a vote ({ $n })
tui-contests = Contested ({ $n })
tui-contest-open = { $who }: not counted { $n ->
    [one] is one position
   *[other] are { $n } positions
}
tui-contest-heeded = { $who }: heeded, what it names is counted
tui-set-aside = Without effect ({ $n })
cli-set-aside = Without effect ({ $n })
aside-early = too early
aside-late = too late
aside-text_fixed = the time to change the text is over
aside-not_a_voter = its author has no vote
aside-not_the_proposer = its author did not propose it
aside-no_closing = of no closing that counts
aside-misstated = it says another result than it counts
aside-later = another one came first
aside-contradicts = it contradicts another one
aside-disputed = its log is disputed
aside-cut_off = its log was cut off
aside-final_stands = the final result stands
tui-closing-no-proposal = That is for proposals: read one first
tui-closing-decided = Nothing more to do: { $stage }
tui-closing-not-open = It cannot be taken back any more: { $stage }
tui-closing-not-closed = It is not closed yet
tui-closing-is-closed = It is closed already
tui-closing-not-proposer = Only its proposer may take it back
tui-closing-not-voter = Only its proposer and who may vote may do that
tui-closing-early = Too early: possible { $at }
tui-closing-late = Too late: it was possible until { $at }
tui-closing-nothing-left-out = The closing leaves out nothing that is here
tui-closing-missing = { $n } of the positions counted are not here yet
tui-sheet-closing = Closing of a proposal
tui-sheet-contest = Contest of a closing
tui-sheet-final = Final result
tui-sheet-withdrawal = Withdrawal of a proposal
tui-field-closing-reason = Note
tui-field-final-reason = Note
tui-look-counts = Counts
tui-look-positions = { $n ->
    [one] one position
   *[other] { $n } positions
}
tui-look-left-out = Left out
tui-look-outcome = Result
tui-key-act-close = close the proposal
tui-key-act-contest = contest the closing
tui-key-act-finalize = make the result final
tui-key-act-withdraw = take the proposal back

## Who answers how fast

cli-verb-responses = responses
cli-help-responses = Shows how fast institutions answer what they are asked
cli-example-responses = cabildo responses --from 30d
cli-help-responses-from = What was asked from then on; a span counts back (30d); 90 days if not given
cli-help-responses-to = What was asked before then; now if not given
cli-help-responses-kind = Only proposals, notices or agendas
cli-help-responses-institution = Only how this institution answers
cli-arg-csv = As a CSV table
cli-arg-inbox = Threads by urgency, as the inbox has them
cli-arg-ack-baseline = Time to acknowledge to compare with, and where it was measured: «4h=Exercises of 2025»
cli-bad-ack-baseline = «{ $value }» is no baseline · write a time and where it was measured: «4h=Exercises of 2025»
cli-change-baseline = Time to acknowledge to compare with: { $span } ({ $source })
cli-ack-times-charter = Compared with { $span }, as the charter states it: { $source }
cli-ack-times-baseline = Compared with { $span }
cli-verb-pause = pause
cli-help-pause = Says that our institution needs longer for its answer, and why
cli-example-pause = cabildo pause cbm1q9x --until 3d --text en="The council meets on Monday"
cli-arg-until = Until when the answer comes
cli-pause-not-asked = Our institution is not asked there · see who is with «cabildo show»
cli-pause-answered = Our institution has answered already · there is nothing to wait for
cli-pause-overdue = The answer was due { $due }; what comes later excuses nothing · answer, or explain with «cabildo comment»
cli-responses-period = { $from } – { $to } · { $n ->
    [one] one question
   *[other] { $n } questions
}
cli-responses-more = There are more, older ones that are not counted · choose a shorter period
cli-responses-note = Median and nine of ten: within what time half and nine of ten of the answers came, late ones among them.
cli-recipient-late = { $who }: { $span } late
cli-recipient-overdue = { $who }: overdue by { $span }
recipient-released = ended without its answer
cli-recipient-paused = { $who } needs until { $until }:
tui-recipients-overdue = { $n ->
    [one] one overdue
   *[other] { $n } overdue
}
tui-recipients-paused = { $n ->
    [one] one paused
   *[other] { $n } paused
}
tui-paused = { $who } needs longer: { $until }
tui-pause-not-asked = Our institution is not asked here
tui-pause-answered = Our institution has answered already
tui-pause-overdue = Our answer is overdue: a pause excuses nothing any more
tui-sheet-pause = We need longer
tui-field-pause-respond-by = Until
tui-key-act-pause = say that we need longer
tui-answer-times = Answers to what was asked in { $days } days ({ $n })
tui-answer-times-all = All
tui-answer-times-line = { $answered } of { $asked } answered, { $late } late · median { $median }, nine of ten { $p90 } · { $overdue } overdue · { $paused } paused

## Reports and reminders of crisis notices

cli-verb-report = report
cli-help-report = Reports who acknowledged a crisis notice when, and who did not; exercises end in it
cli-example-report = cabildo report cbm1q9x --format html --output report.html
cli-help-report-format = As text or as a sheet of paper
cli-verb-remind = remind
cli-help-remind = Names who has not answered, and why; sends nothing
cli-example-remind = cabildo remind cbm1q9x
cli-verb-ack-times = ack-times
cli-help-ack-times = Shows how fast crisis notices were acknowledged, by notice and by quarter
cli-example-ack-times = cabildo ack-times --from 365d --baseline 45m
cli-help-ack-times-from = Notices from then on; a span counts back (365d); 90 days if not given
cli-help-ack-times-to = Notices before then; now if not given
cli-arg-baseline = A time to acknowledge to compare with (45m)
cli-arg-exercises = Exercises and tests instead of real notices
cli-bad-baseline = The baseline is a span · as 45m or 2h
cli-report-no-cap = A report is no CAP message · text or html
cli-report-title = Report of a crisis notice
cli-report-due = Acknowledgement asked for until { $at }
cli-report-ended = Ended { $at }, after { $span }
cli-report-open = Still in force: the report is not the last one
cli-report-has = Nodes that have it: { $n } of { $of }
cli-report-acknowledged = Acknowledged: { $n } of { $of }
cli-report-in-time = In time: { $n } of { $of }
cli-report-times = Half within { $median }, nine of ten within { $p90 }
cli-report-help = { $who } needs: { $what } · offered by { $offers }
cli-report-unmet = { $who } needs: { $what } · nobody offers help
cli-report-institution = Institution
cli-report-node = Its node
cli-report-stands = Now
node-has-has = has it
node-has-not_yet = not known to have it
node-has-away = no link to it
node-has-no_node = has no node
recipient-answered = answered
recipient-late = late
recipient-open = awaited
recipient-paused = needs longer
recipient-overdue = silent, overdue
remind-overdue = has it, overdue
remind-silent = has it, silent
remind-not_yet = its node is not known to have it
remind-away = no link to its node: telephone
remind-no_node = has no node: telephone
cli-remind-none = Nobody is to be reminded
cli-remind-note = Nothing was sent.
cli-ack-times-period = Crisis notices { $from } – { $to }
cli-ack-times-exercises = Exercises and tests { $from } – { $to }
cli-ack-times-notice = notice
cli-ack-times-acknowledged = acknowledged
cli-ack-times-median = half within
cli-ack-times-p90 = nine of ten within
cli-ack-times-notices = { $n ->
    [one] one notice
   *[other] { $n } notices
}
cli-ack-times-faster = { $n } % faster than the baseline
cli-ack-times-slower = { $n } % slower than the baseline
cli-exercise-over = The exercise is over · its report: cabildo report { $id }
tui-help = Need help ({ $n })
tui-help-offers = offered: { $offers }
tui-help-none = nobody offers help yet
## What becomes of a meeting

kind-agenda_update = agenda update
kind-agenda_cancel = meeting cancelled
kind-minutes = minutes
agenda-state-upcoming = upcoming
agenda-state-over = over
agenda-state-held = held
agenda-state-cancelled = called off
cli-word-state-held = held
cli-help-minutes = Writes the minutes of a meeting, with decisions and tasks
cli-verb-minutes = minutes
cli-example-minutes = cabildo minutes cbm1q9x --text @acta.txt --decision "We support the plan;#cbm1q8x" --task "Budget;30d;@mx:20067"
cli-arg-attended = Institutions that were there
cli-arg-decision = A decision, and the proposals that it is about; may be repeated
cli-arg-task = Something to be done: until when, by whom, about which proposals; may be repeated
cli-not-an-agenda = «{ $id }» is no agenda · see cabildo list --kind agenda
cli-minutes = Minutes, { $at }
cli-attended = There were: { $names }
cli-decisions = Decisions: { $n }
cli-tasks = Tasks: { $n }
tui-agenda-changed = changed { $when }
tui-minutes = Minutes
tui-decisions = Decisions: { $n }
tui-tasks = Tasks: { $n }

## Joint declarations

kind-declaration = joint declaration
kind-signature = signature
kind-signature_withdrawal = withdrawal of a signature
declaration-state-open = being signed
declaration-state-in_force = in force
declaration-state-lapsed = lapsed: too few signed in time
declaration-state-withdrawn = withdrawn
state-in_force = in force
signature-signed = signed
signature-taken_back = taken back
signature-other_text = signed another text
layer-declarations = declarations
aside-in_force = the declaration is in force
aside-withdrawn = the declaration was withdrawn
aside-no_signature = there is no signature to take back
aside-skewed = dated before the declaration
cli-verb-declare = declare
cli-help-declare = Publishes a joint declaration, for others to sign
cli-example-declare = cabildo declare --title en="Water for all" --text en="We commit ourselves…" --required mx=2,cl=1 --respond-by 7d
cli-arg-required = How many institutions of each country have to sign: mx=3,cl=2
cli-bad-required = «{ $value }» is not a country with a number · write it as «mx=3»
cli-verb-sign = sign
cli-help-sign = Signs a joint declaration as it stands now
cli-example-sign = cabildo sign cbm1q9x --mandate "Acuerdo 12/2026"
cli-arg-take-back = Takes our signature back, as long as the declaration is not in force
cli-verb-revise = revise
cli-help-revise = Gives our proposal or declaration a new text; positions and signatures of the old one no longer fit
cli-example-revise = cabildo revise cbm1q9x --text en=@plan.txt --note en="With the budget"
cli-arg-note = Why, in a few words
cli-not-a-declaration = «{ $id }» is no declaration and answers none · see «cabildo list --kind declaration»
cli-not-to-revise = «{ $id }» is neither a proposal nor a declaration · name one of ours
cli-not-signable-in_force = The declaration is in force, and nobody changes it any more
cli-not-signable-lapsed = The time to sign is over
cli-not-signable-withdrawn = Its author has withdrawn the declaration
cli-not-signable-signed = Our institution has signed this text already
cli-not-signable-nothing = There is no signature of our institution to take back
cli-not-signable-not_author = Only the institution that published it may do that
cli-signs = Signs the text of
cli-in-force-since = in force since { $at }
cli-declaration-withdrawn = Withdrawn { $at }
cli-signatures = Signatures ({ $n })
cli-signatures-late = Signed after the time was over ({ $n })
cli-signatures-of = { $country }: { $signed } of { $required } signatures
cli-signatures-missing = missing: { $names }
tui-declaration-from = Declaration published by { $who } · { $when }
tui-clock-signature-until = To be signed until { $moment }
tui-clock-signature-over = Was to be signed until { $moment }
tui-we-are-asked-signature = We are asked to sign: «r» to do so
tui-signatures = Signatures ({ $n })
tui-signatures-late = Signed too late ({ $n })
tui-do-signature = signs it
tui-do-signature_withdrawal = takes our signature back
tui-sheet-signature = Signature of a declaration
tui-sheet-signature_withdrawal = We take our signature back
tui-field-signature-reason = Note
tui-look-signs = Text signed

## Translations

kind-translation = translation
method-certified = certified
method-human = by a person
method-machine = by a machine
cli-word-method-human = human
cli-word-method-machine = machine
cli-verb-translate = translate
cli-help-translate = Signs a translation of what a thread says now; it never takes the place of the original
cli-example-translate = cabildo translate cbm1q9x human --title pt="Água para todos" --text pt=@plano.txt
cli-arg-method = How it was made
cli-arg-translator = Who made it, by office or licence
cli-not-to-translate = «{ $id }» has no text to be translated · name a proposal, a notice, an agenda or a declaration
cli-translations = Translations ({ $n })
cli-translation-by = Translation into { $language }, { $method }, by { $who }
cli-translation-stale = the original has changed since
cli-translation-original = Original:
cli-read-in = read in: { $language }
cli-moved-on = on another text than the one that stands now

## Amendments and co-sponsors

kind-amendment = amendment
amendment-state-proposed = proposed
amendment-state-accepted = taken over
amendment-state-declined = not taken over
cli-verb-amend = amend
cli-help-amend = Puts another text of a proposal forward, for its author to take over
cli-example-amend = cabildo amend cbm1q9x --text en=@plan.txt --note en="With the budget"
cli-arg-accept = Amendments that the new text takes over; without a text, that of the only one
cli-arg-decline = Amendments that we do not take over
cli-arg-sponsor = Puts the proposal forward, too: only with a position in favour
cli-not-an-amendment = «{ $id }» is no amendment of this proposal
cli-revised = New text, { $at }
cli-amendments = Amendments ({ $n })
cli-sponsors = Put forward by these, too: { $names }
tui-changes = What changed

# A command run from within the terminal.
tui-key-line = run a command of cabildo
tui-key-line-rosters = run a command about rosters: admit, sign, suspend, …
tui-hint-line = command
tui-shell-run = Run: cabildo { $line }
tui-shell-done = The command has ended well
tui-shell-status = The command has ended with status { $status }
tui-shell-failed = The command could not run: { $why }
tui-shell-quotes = A quotation mark is not closed
tui-shell-none = No commands are run here
tui-shell-back = [ Enter: back to Cabildo ]

## What is wrong with a node, and what to do

trouble-disk_full = The disk is full: the node reads and forwards, but keeps nothing new
trouble-disk_full-remedy = free some space; the node goes on by itself
trouble-store_damaged = Opening the store found { $damaged } damaged places and set { $files } files aside; what is lost is fetched again
trouble-store_damaged-remedy = check the disk, and keep the store's folder «quarantine» until all is back
trouble-unlisted = No roster lists this node's key { $node }: peers refuse it
trouble-unlisted-remedy = ask your institution to list it in its roster
trouble-own_log_forked = The log { $log } of your institution is in dispute from { $seq }: its key contradicted itself
trouble-own_log_forked-remedy = list a new device, and say which branch stands: cabildo roster settle
trouble-roster_review = { $level ->
    [federation] The charter of the federation
    [chamber] The roster of the chamber of { $of }
   *[institution] The roster of { $of }
} is past its review date, and nobody is admitted
trouble-roster_review-remedy = ask those who sign it for a new version; reading and notices go on
trouble-index_rebuilding = The index is { $n } messages behind: searches take longer
trouble-index_rebuilding-remedy = wait; it is made anew from what is kept
trouble-clock = { $side ->
    [behind] This node's clock is { $seconds } s behind those of { $n } other institutions
    [ahead] This node's clock is { $seconds } s ahead of those of { $n } other institutions
   *[unknown] Several institutions write from what is the future here
}
trouble-clock-remedy = set the clock of this machine: timedatectl set-ntp true
trouble-alert_failed = The alert «{ $rule }» reached nobody: its program { $why }
trouble-alert_failed-remedy = mend it, then prove it: cabildo alert-test { $rule }
trouble-webhook_failed = The webhook «{ $rule }» reached nobody: { $why }
trouble-webhook_failed-remedy = mend it, then prove it: cabildo alert-test { $rule }
## What follows from a decision

kind-commitment = commitment
kind-progress = progress
stage-implementing = being carried out
stage-done = done
state-implementing = being carried out
state-done = done
cli-word-state-implementing = implementing
cli-word-state-done = done
item-state-open = not begun
item-state-begun = under way
item-state-done = done
item-state-dropped = dropped
cli-verb-commit = commit
cli-help-commit = Says what follows from our adopted proposal: who does what until when, and which office is accountable
cli-example-commit = cabildo commit cbm1q9x --office en="Water department" --item "Ten wells;2027-03-01" --item "Study of the basin;@cl:05101;60d" --review 180d
cli-arg-office = Office that is accountable, never a person's name
cli-help-commit-item = What is to be done: text;time, then ;@cl:05101 for who does it and ;#cbm1… for papers; may be repeated
cli-arg-result = What the decision achieved
cli-arg-review = When all of it is looked at again
cli-verb-progress = progress
cli-help-progress = Says how far something is that follows from a proposal
cli-example-progress = cabildo progress cbm1q9x 1 done --text en="Ten wells give water"
cli-arg-number = Number of the item, as «cabildo show» has it
cli-help-progress-state = How far it is
cli-verb-commitments = commitments
cli-help-commitments = Lists what is still to be done by adopted proposals, what is due first
cli-example-commitments = cabildo commitments --overdue
cli-arg-overdue = Only what is late
cli-arg-every-item = What is done or dropped, too
cli-commitments = Commitments ({ $n })
cli-commitments-none = Nothing is to be done
cli-commitments-more = There are more, of older proposals
cli-office = Accountable: { $office }
cli-review = Review: { $at }
cli-review-due = Review was due: { $at }
cli-item-until = due { $at }
cli-item-overdue = LATE by { $span }
cli-commit-not-proposer = Only who proposed it says what follows · comment on it
cli-commit-not-adopted = The proposal is not adopted · see «cabildo show»
cli-progress-nothing = Nothing has been committed to yet · see «cabildo show»
cli-progress-no-item = There is no item { $n } · see «cabildo show»
cli-progress-not-ours = That is for { $who } to say, or for who proposed it · comment on it
aside-not_adopted = the proposal is not adopted
aside-no_commitment = of no commitment that counts
aside-no_item = there is no such item
aside-not_accountable = its author does not do that
aside-moved_on = the item is another one by now

## Feedback

kind-feedback = feedback
kind-follow_up = follow-up
feedback-state-open = not answered yet
feedback-state-answered = answered
feedback-state-acting = being acted on
feedback-state-closed = closed
feedback-state-reopened = asked again
feedback-state-withdrawn = taken back
state-answered = answered
state-acting = being acted on
state-reopened = asked again
cli-word-state-acting = acting
cli-word-state-reopened = reopened
step-reply = reply
step-action = action
step-close = closes it
step-reopen = asks again
cli-word-step-close = close
cli-word-step-reopen = reopen
cli-verb-feedback = feedback
cli-help-feedback = Asks an institution in public what it makes of something; its reply, its action and the end are seen by all
cli-example-feedback = cabildo feedback --asked cl:05101 --title en="No water on the hill" --text en="For two weeks." --place cl:05101
cli-help-feedback-asks = Institution that is asked
cli-verb-follow-up = follow-up
cli-help-follow-up = Replies to feedback, says what is done, closes it, or asks again
cli-example-follow-up = cabildo follow-up cbm1q9x reply --text en="Lorries come from Monday on"
cli-arg-step = Which step: the institution that is asked replies, acts and closes; who gave the feedback reopens
cli-arg-about = Messages that it is about, as a proposal
cli-feedback-asked = Asked: { $who }
cli-feedback-withdrawn = Taken back { $at }
cli-steps = What became of it ({ $n })
cli-not-feedback = «{ $id }» is no feedback · name some, see «cabildo list --kind feedback»
cli-step-not-asked = Only { $who }, who is asked, replies, acts and closes · comment on it
cli-step-not-author = Only { $who }, who gave the feedback, asks again · comment on it
cli-step-unanswered = Nobody has answered yet: there is nothing to ask again
cli-step-withdrawn = The feedback was taken back
cli-feedback-not-to-withdraw = The feedback is not ours, or closed already
tui-feedback-from = Feedback of { $who }, { $when }
tui-clock-feedback-until = Answer asked for: due { $moment }
tui-clock-feedback-over = Answer was due { $moment }
tui-we-are-asked-feedback = We are asked: «r» to reply, «m» for more
aside-not_asked = its author is not asked
aside-not_the_author = its author did not give the feedback
aside-unanswered = nobody had answered yet

## Costs

cli-arg-cost = What it costs: currency=amount, and behind a semicolon what for; may be repeated
cli-cost = Costs: { $value }
cli-paper-cost = Costs
cli-bad-cost = «{ $value }» is no cost · write it as «MXN=120000», «CLP=3500000;wells» or «MXN=99.50»

## Requests for items, and who hosts next

kind-item_request = request for an item
request-state-open = open
request-state-taken = taken up
request-state-declined = not taken up
cli-verb-request-item = request-item
cli-help-request-item = Asks for an item of a meeting
cli-example-request-item = cabildo request-item cbm1q9x --title en="Shared irrigation" --lasts 20
cli-arg-lasts = How many minutes
cli-arg-take = Requests for items that the agenda takes up, at its end
cli-help-agenda-decline = Requests for items that the agenda does not take up
cli-arg-next-host = Institution that hosts the next meeting
cli-not-a-request = «{ $id }» is no request for an item of this agenda · see «cabildo show»
tui-item-requests = Items asked for ({ $n })
tui-interpreted = interpretation: { $languages }
tui-next-host = Next host
cli-help-calendar-invite = Mail addresses whom the calendar file invites: mail programs then ask for an answer
cli-help-calendar-organizer = Mail address that takes the answers; give what comes to «cabildo calendar import»
cli-verb-hosts = hosts
cli-help-hosts = Shows who has hosted how many meetings, and whose turn it is
cli-hosted = { $n ->
    [0] has hosted none
    [one] has hosted one meeting
   *[other] has hosted { $n } meetings
}
cli-hosts-named = named as the next host
cli-hosts-next = to come: { $title }, { $when }
cli-hosts-last = last: { $title }, { $when }
cli-hosts-more = Older meetings are not counted.
cli-example-hosts = cabildo hosts

## Alerts of other systems that are offered

offer-alert = alert
offer-update = update
offer-cancel = cancellation
offer-ack = acknowledgement
offer-error = error message
cli-verb-cap-offers = offers
cli-help-cap-offers = Lists alerts that the feeds of other systems offer
cli-example-cap-offers = cabildo cap offers
cli-verb-cap-take = take
cli-help-cap-take = Drafts a notice from an alert that is offered; sends nothing
cli-example-cap-take = cabildo cap take 3f9a --output draft.json
cli-verb-cap-pass-over = pass-over
cli-help-cap-pass-over = Says that an alert is not wanted: it is offered no more
cli-example-cap-pass-over = cabildo cap pass-over 3f9a
cli-arg-offer = Which one: its id, or the beginning of exactly one
cli-cap-drafted-replaces = Draft of an update. Nothing was sent: read it and issue it with «cabildo alert --update { $notice } --file { $path }»
cli-cap-cancels = It cancels what the notice { $notice } took over. Nothing was sent: withdraw it with «cabildo alert --cancel { $notice } --reason …»
cli-cap-passed-over = It is not offered any more.
cli-offers-none = No alerts are offered. Feeds are named in config.toml: [[cap_feed]]
cli-offer-of = { $feed } ({ $sender })
cli-offer-replaces = refers to what the notice { $id } took over
cli-event-offered = offered by another system: { $what } · cabildo cap offers
tui-offered = { $feed } offers an alert: { $title }
tui-offers = { $n ->
    [one] One alert of another system is offered
   *[other] { $n } alerts of other systems are offered
} · { $key } shows it
tui-offer-cancels = It is called off there · withdraw the notice here: $ alert --cancel { $notice } --reason …
tui-offer-nothing = This alert answers another one: there is nothing to take over
tui-write-update = Takes over an update
tui-write-notice = Takes over an alert of another system
trouble-cap_feed_failed = The feed of alerts «{ $feed }» cannot be read: { $why }
trouble-cap_feed_failed-remedy = check its address in config.toml: [[cap_feed]]
cli-report-score = Score of the exercise: { $score } of 100 (it arrived, was acknowledged, in time, and was acted on)
cli-report-acted = Said more than that they have seen it: { $n } of { $of }
tui-mark-all-clear = ALL CLEAR: the danger is over
cli-urgency-exercise-over = exercise, over
cli-arg-response = What people are to do
cli-arg-all-clear = Says that the danger is over: every block of the notice
## Files that messages name

attachment-saved = saved here
attachment-partial = { $k } of { $n } parts are here
attachment-absent = not here
attachment-fetching = is being fetched
attachment-no-peer = no node that is linked has it; it is looked for again by itself
attachment-no-room = no room for it on this node
attachment-disk = this node's disk refuses it
attachment-differs = its bytes are not that: they look like { $found }
attachment-unlike = its bytes are none of { $declared }
cli-attachments = Files ({ $n })
cli-attachments-none = No files
cli-attachments-of = In { $id }
cli-help-attachments = Shows the files that a message names, and whether they are here
cli-help-fetch = Fetches a file that a message names, from other nodes if it is not here, and writes it
cli-verb-attachments = attachments
cli-verb-fetch = fetch
cli-example-attachments = cabildo attachments cbm1q9x
cli-example-fetch = cabildo fetch cbm1q9x 2 --out minutes.pdf
cli-arg-attach = File that goes with it; may be repeated
cli-help-fetch-number = Which of the message's files, from 1; where there is one it need not be said
cli-help-fetch-out = Where it is written; without it, in this folder, under its name without what a name of others must not have
cli-attach-unreadable = { $path } cannot be read: { $why }
cli-attach-empty = { $path } is empty · choose a file that says something
cli-attach-many = { $n } files: a message names at most 16
cli-fetch-none = «{ $id }» names no files · see «cabildo attachments { $id }»
cli-fetch-which = «{ $id }» names { $n } files · say which by its number, as «cabildo attachments { $id }» shows them
cli-fetch-no-number = «{ $id }» has no file { $n } · see «cabildo attachments { $id }»
cli-fetch-progress = { $name }: { $k } of { $n } parts are here
cli-fetch-waits = { $name } is not here yet: no node that is linked has it · this node goes on looking; run the command again later
cli-fetch-no-room = { $name } has no room on this node · free some disk space, or raise [attachments] max_total_mib in config.toml
cli-fetch-disk = { $name } was not fetched: this node's disk refuses it · see the node's log
cli-fetch-short = { $name } broke off: this node found it damaged on its disk · run the command again, it is mended from other nodes
cli-fetch-written = Written: { $path } ({ $size })
tui-attachments = Files ({ $n })
cli-cap-drafted-answer = Draft of a comment: the alert { $id } answers the message { $notice }. Nothing was sent: read it and publish it with «cabildo comment { $notice } --text-file { $path }»
cli-cap-answers = The alert { $id } is a CAP message «{ $type }»: it answers another one, and there is nothing to draft

tui-key-acts = see what can be done about this
tui-hint-acts = more
tui-acts-title = What we can do here
tui-acts-help = Enter picks · Esc closes
tui-act-ack = acknowledge it
tui-act-position = take a position
tui-act-rsvp = say who comes
tui-act-comment = comment
tui-act-pause = say that we need longer
tui-act-closing = close the proposal
tui-act-contest = contest the closing
tui-act-final = make the result final
tui-act-withdrawal = take back what we published
tui-act-signature = sign the declaration
tui-act-signature_withdrawal = take our signature back
tui-act-update = update the notice
tui-act-all_clear = give the all-clear: the danger is over
tui-act-cancel = cancel the notice: it should not have gone out
tui-sheet-update = Update of a notice
tui-sheet-all_clear = All-clear
tui-sheet-cancel = Cancellation of a notice
tui-template-all_clear-headline = All clear: { $headline }
tui-hint-field-all_clear-description = how things stand now; what was said before goes
tui-hint-field-all_clear-instruction = what can be done again
tui-hint-field-update-respond-by = 48h, 15d or 2026-12-02 18:00; empty: as it was
tui-hint-field-cancel-reason = why; a cancellation cannot be undone
tui-check-not-now = this is no longer possible: look at it again
tui-check-newer = there is a newer version by now · read it; if you sign, this takes its place
tui-nothing-there = there is nothing to choose

tui-act-revision = write a new text
tui-act-accept = accept the amendment of { $who }: { $what }
tui-act-decline = say which amendments are not accepted
tui-act-amendment = propose an amendment
tui-act-goes-on = A draft goes on: what was picked is marked, the text is the draft's
tui-sheet-revision = New text
tui-sheet-decline = Amendments that are not accepted
tui-sheet-amendment = Amendment
tui-field-accepts = Accepts
tui-field-declines = Does not accept
tui-field-revision-reason = Note
tui-field-decline-reason = Note
tui-hint-field-accepts = ← → goes from one to another, space marks it; the new text has to take it in
tui-hint-field-declines = ← → goes from one to another, space marks it
tui-hint-field-revision-text = the whole text as it will be; F6 opens it in your editor
tui-hint-field-amendment-text = the whole text as it would be; F6 opens it in your editor
tui-hint-field-revision-reason = what changes and why; may be left out
tui-hint-field-decline-reason = why not; may be left out
tui-check-unchanged = says the same as before: change something
tui-check-gone = something marked is no longer open: take the mark away or choose again
tui-check-nothing-marked = mark at least one: ← → and space

tui-act-agenda_update = change the agenda
tui-act-agenda_cancel = call the meeting off
tui-act-minutes = write the minutes
tui-act-item_request = ask for an item
tui-sheet-agenda_update = Changed agenda
tui-sheet-agenda_cancel = Cancellation of a meeting
tui-sheet-minutes = Minutes
tui-sheet-item_request = Request for an item
tui-field-agenda_update-asked = Who is invited
tui-field-agenda_update-places = Place
tui-field-agenda_update-declines = Does not take up
tui-field-takes = Takes up
tui-field-attended = Attended
tui-field-decisions = Decisions
tui-field-tasks = Tasks
tui-field-minutes = Minutes
tui-field-papers = About
tui-field-item_request-reason = What for
tui-hint-field-takes = requests: ← → goes from one to another, space marks it; they come last
tui-hint-field-agenda_update-respond-by = 48h, 15d or 2026-12-02 18:00; empty: as it was
tui-hint-field-agenda_cancel-reason = why; a cancellation cannot be undone
tui-hint-field-attended = names, codes or countries, with commas; may be left out
tui-hint-field-decisions = one a line: What was decided #cbm1… (proposals); may be left out
tui-hint-field-tasks = one a line: 2026-12-10 18:00 What @ who #cbm1…; or 15d What
tui-hint-field-minutes = how long it takes, in minutes; may be left out
tui-hint-field-papers = ids of proposals or other threads, with commas; may be left out
tui-hint-field-minutes-text = what was dealt with, without names of persons
tui-hint-field-item_request-reason = what is to be dealt with; may be left out
tui-check-task = «{ $value }» cannot be read · 2026-12-10 18:00 What @ who
tui-check-due = «{ $value }» does not say until when · 2026-12-10 18:00 at its beginning
tui-check-minutes = «{ $value }» is no number of minutes · at most a week
tui-check-both = something is taken up and not taken up: take one mark away

tui-act-commitment = say what follows, who and until when
tui-act-progress = say how far a commitment is
tui-act-follow_up-reply = reply
tui-act-follow_up-action = say what is done
tui-act-follow_up-close = close the matter
tui-act-follow_up-reopen = reopen it: it is not enough for us
tui-sheet-commitment = Commitment
tui-sheet-progress = Progress of a commitment
tui-sheet-feedback = Feedback
tui-sheet-follow_up = Follow-up
tui-template-feedback = Feedback to an institution
tui-field-office = Office in charge
tui-field-result = What was achieved
tui-field-review = Reviewed
tui-field-item = Commitment
tui-field-item-state = How far it is
tui-field-step = Step
tui-field-commitment-tasks = Commitments
tui-field-feedback-asked = To whom
tui-field-progress-reason = What was done
tui-field-follow_up-reason = What is said
tui-hint-field-office = the office that answers for it, without names of persons
tui-hint-field-result = what changes by the decision; may be left out
tui-hint-field-review = when all of it is looked at again: 90d or 2026-12-02 18:00; may be left out
tui-hint-field-item = ← and → change it
tui-hint-field-item-state = ← and → change it
tui-hint-field-step = ← and → change it
tui-hint-field-commitment-tasks = one a line, with its date: 2026-12-10 18:00 What @ who #cbm1…; keep the order
tui-hint-field-feedback-asked = one institution: name or code
tui-hint-field-feedback-text = what was noticed, without names of persons
tui-hint-field-progress-reason = what was done, or why it is dropped
tui-hint-field-follow_up-reason = what is replied, done or lacking
tui-check-nothing-to-do = is missing: say one commitment at least, with its date
tui-check-dropped = say why it is dropped
tui-check-one-institution = one institution, no more and no less
tui-check-step = that step is not ours now: ← → chooses another

tui-act-translation = translate
tui-sheet-declaration = Joint declaration
tui-sheet-translation = Translation
tui-template-declaration = Joint declaration
tui-field-required = By country
tui-field-method = Made
tui-field-translator = Translator
tui-field-declaration-respond-by = Sign by
tui-field-declaration-asked = Who is asked to sign
tui-hint-field-required = how many of each country put it in force: mx=2, cl=1
tui-hint-field-method = ← and → change it: by a person, certified or by a machine
tui-hint-field-translator = office or licence, such as Sworn translator 123; may be left out
tui-hint-field-declaration-text = what is signed; F6 opens it in your editor
tui-hint-field-translation-title = translated; F4 changes the language into which
tui-hint-field-translation-text = write the translation over the original; F6 opens it in your editor
tui-check-untranslated = this is still the original text: translate it
tui-check-required = «{ $value }» cannot be read · mx=2, cl=1
tui-check-required-missing = is missing: how many of each country, such as mx=2, cl=1

tui-look-untouched = Nothing changed in: { $languages }

tui-acts-none = There is nothing that we can do here

## What is wrong with what was written

content-malformed = the content is malformed: { $why }
content-unknown-kind = kind { $kind } is not known to this release
flaw-missing = is missing: write it in at least one language
flaw-empty = is empty
flaw-empty-element = is empty: leave it out
flaw-too-many-entries = { $n } entries: at most { $max } are allowed
flaw-too-many-files = { $n } files: at most { $max } are allowed
flaw-too-many-bytes = { $n } bytes: at most { $max } are allowed
flaw-too-many-languages = { $n } languages: at most { $max } are allowed
flaw-text-empty = the text in «{ $language }» is empty
flaw-text-too-long = the text in «{ $language }» has { $n } bytes: at most { $max } are allowed
flaw-twice = an entry occurs twice
flaw-control-characters = contains control characters
flaw-format = formats are numbered from 1
flaw-no-one = at least one is needed
flaw-no-block = at least one block is needed
flaw-address-length = is empty or longer than 2048 bytes
flaw-address-characters = contains characters that an address cannot
flaw-address-partial = is not a whole address such as https://example.org/
flaw-too-late = lies after the year 9999
flaw-time-zone = is not an IANA time zone such as America/Mexico_City
flaw-several-languages = is in several languages: write a translation for each
flaw-other-language = is in another language than the text
flaw-own-backup = is the person that it steps in for
flaw-before-turn = lies before the turn begins
flaw-log-number = messages of a log are numbered from 1
flaw-restriction-needed = is needed where the scope is restricted
flaw-addresses-needed = are needed where the scope is private
flaw-restriction-only = belongs only to the restricted scope
flaw-space-or-comma = contains a space or a comma
flaw-space = contains a space
flaw-before-effect = lies before the notice takes effect
flaw-resource-length = is longer than 131072 bytes of Base64
flaw-base64 = is not Base64 with padding (RFC 4648)
flaw-resource-size = is not the size of the resource inside
flaw-digest = is not SHA-1 in 40 hexadecimal digits
flaw-media-type = is not a media type such as image/png
flaw-few-points = has fewer than four points
flaw-many-points = has more than 2048 points
flaw-not-closed = is not closed: its last point must be its first
flaw-radius = has a radius beyond half the Earth (metres)
flaw-ceiling-below = lies below the altitude
flaw-ceiling-alone = needs an altitude beside it
flaw-latitude = has a latitude beyond 90 degrees
flaw-longitude = has a longitude beyond 180 degrees
flaw-folder-separator = contains a separator of folders: give the name alone
flaw-file-size = is not a size from 1 to 4294967296 bytes
flaw-nothing-to-do = says nothing that is to be done
flaw-no-date = is missing: say until when it is done
flaw-item-number = items are numbered from 1, and are at most 256
flaw-no-country-to-sign = names no country: say how many of each have to sign
flaw-many-countries = more than 256 countries
flaw-signers-count = of each country at least one signs, and at most 65536
flaw-currency = is no code of ISO 4217 such as MXN or CLP
flaw-amount = is more than programs can count exactly
flaw-qualified-majority = a qualified majority is more than one half and at most the whole
flaw-no-country = names no country
flaw-quorum-too-high = is more than all who may vote
flaw-amend-until = is not before respond_by, which it needs
flaw-contest-time = the time to contest is at least a moment and at most 90 days
flaw-sponsor-endorses = who puts a proposal forward, too, endorses it
flaw-many-heads = more heads than a message carries
flaw-log-order = is not in the order of logs, each once
flaw-names-nothing = names nothing
flaw-no-revision = is missing: write the whole text as it is now, or decline an amendment
flaw-accepted-without-text = is missing: an amendment is taken over into a text
flaw-accepted-and-declined = an amendment is accepted and declined
flaw-before-start = must lie after the start
flaw-item-too-long = is longer than a week
flaw-outside-summit = lies outside the summit
flaw-key-twice = is another item's, too
flaw-request-length = lasts no minute, or longer than a week
flaw-many-people = more than 10000 from one institution
flaw-need-count = each need counts at least one person and at most those who come
