# The program's texts in English. What begins with «cli-» belongs to the command line, what begins
# with «tui-» to the screen, the rest to both. See es.ftl for what the tests compare.

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
