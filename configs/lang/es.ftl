# Textos del programa en español. Lo que empieza con «cli-» es de la línea de órdenes, lo que
# empieza con «tui-» de la pantalla, y lo demás de las dos. Las pruebas comparan este archivo con
# en.ftl: los mismos mensajes, las mismas variables y ningún texto igual sin su motivo, que se
# escribe encima como «Igual en inglés: …».

## Clases de mensajes

kind-proposal = propuesta
kind-position = postura
kind-comment = comentario
kind-notice = aviso de crisis
kind-notice_update = actualización de aviso
kind-notice_cancel = cancelación de aviso
kind-ack = acuse
# Igual en inglés: la palabra es la misma
kind-agenda = agenda
kind-rsvp = asistencia
kind-unknown = mensaje de una versión más nueva

## Posturas

stance-endorse = a favor
stance-object = en contra
stance-abstain = se abstiene
stance-ask_for_changes = pide cambios

## Acuses

ack-seen = visto
ack-accepted = aceptado
ack-acting = actuando
ack-need_help = necesita ayuda
ack-can_offer = puede ofrecer ayuda
ack-not_affected = no le afecta
ack-closed = cerrado

## Asistencia

attendance-in_person = presencial
attendance-remote = por video
attendance-tentative = por confirmar
attendance-declined = no asiste
access-wheelchair = acceso en silla de ruedas
access-sign_language = lengua de señas
access-hearing = subtítulos o bucle de audio
access-sight = letra grande, braille o archivos legibles
access-interpretation = interpretación
access-diet = alimentación especial

## Protocolo de alerta común (CAP)

severity-extreme = extrema
severity-severe = severa
severity-moderate = moderada
severity-minor = menor
severity-unknown = desconocida
urgency-immediate = inmediata
urgency-expected = esperada
urgency-future = futura
urgency-past = pasada
urgency-unknown = desconocida
certainty-observed = observada
certainty-likely = probable
certainty-possible = posible
certainty-unlikely = improbable
certainty-unknown = desconocida
category-geo = geofísica
category-met = meteorológica
category-safety = protección civil
category-security = seguridad pública
category-rescue = rescate
category-fire = incendio
category-health = salud
category-env = ambiente
category-transport = transporte
category-infra = infraestructura
category-cbrne = materiales peligrosos
category-other = otra
response-shelter = resguardarse
response-evacuate = evacuar
response-prepare = prepararse
response-execute = ejecutar el plan
response-avoid = evitar el lugar
response-monitor = mantenerse al tanto
response-assess = evaluar
response-all_clear = peligro superado
response-none = ninguna
cap-actual = real
cap-exercise = simulacro
cap-system = mensaje de sistema
cap-test = prueba técnica
cap-draft = borrador
notice-active = vigente
notice-cancelled = cancelado
notice-expired = vencido

## Instituciones y países

institution-municipality = municipio
institution-embassy = embajada
institution-consulate = consulado
institution-council = consejo
institution-ministry = ministerio
institution-parliament = congreso
institution-health_service = servicio de salud
institution-university = universidad
institution-ngo = organización civil
institution-cooperative = cooperativa
institution-indigenous_authority = autoridad indígena
institution-relay = repetidor
country-mx = México
# Igual en inglés: el nombre del país es el mismo
country-cl = Chile

## Tiempo

span-now = menos de un minuto
# Igual en inglés: abreviatura internacional
span-minutes = { $n } min
# Igual en inglés: abreviatura internacional
span-hours = { $n } h
# Igual en inglés: abreviatura internacional
span-hours-minutes = { $n } h { $minutes } min
span-days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
span-days-hours = { $n ->
    [one] { $n } día { $hours } h
   *[other] { $n } días { $hours } h
}
time-in = en { $span }
time-ago = hace { $span }
time-now = ahora
time-late = con { $span } de retraso
weekday-1 = lun
weekday-2 = mar
weekday-3 = mié
weekday-4 = jue
weekday-5 = vie
weekday-6 = sáb
weekday-7 = dom
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic
# Igual en inglés: solo el orden, que es el mismo
date-time = { $weekday } { $day } { $month } { $hour }:{ $minute }
# Igual en inglés: solo el orden, que es el mismo
date-time-year = { $weekday } { $day } { $month } { $year } { $hour }:{ $minute }
# Igual en inglés: nombres de los idiomas en el propio idioma
language-es = español
# Igual en inglés: nombres de los idiomas en el propio idioma
language-en = English
