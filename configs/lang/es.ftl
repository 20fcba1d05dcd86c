# Textos del programa en español. Lo que empieza con «cli-» es de la línea de órdenes, lo que
# empieza con «tui-» de la pantalla, y lo demás de las dos. Las pruebas comparan este archivo con
# en.ftl: los mismos mensajes, las mismas variables y ningún texto igual sin su motivo, que se
# escribe encima como «Igual en inglés: …».

## Línea de órdenes: ayuda

cli-heading-usage = Uso
cli-heading-commands = Órdenes
cli-heading-arguments = Argumentos
cli-heading-options = Opciones
cli-heading-common = Opciones de todas las órdenes
cli-value-command = ORDEN
cli-help-also = También: { $names }
cli-help-example = Ejemplo:
    {"  "}{ $example }
cli-help-cabildo = Mensajes federados entre municipios, embajadas y consejos. Sin orden, abre la pantalla.
cli-help-demo = Muestra una federación entera en esta máquina, o la escribe en una carpeta
cli-help-node = Pone en marcha el nodo de esta casa, hasta que se lo detenga
cli-help-relay = Pone en marcha el repetidor de esta casa, hasta que se lo detenga
cli-help-propose = Presenta una propuesta
cli-help-alert = Emite un aviso de crisis (CAP 1.2), lo actualiza o lo cancela
cli-help-agenda = Convoca a una cumbre con su agenda
cli-help-respond = Toma postura ante una propuesta
cli-help-ack = Acusa recibo de un aviso de crisis
cli-help-comment = Comenta un mensaje
cli-help-rsvp = Responde a la convocatoria de una cumbre
cli-help-rsvp-text = Lo que no dicen los números, sin nombres de personas; se escribe como en toda orden con texto
cli-help-erase = Borra para siempre el texto de un mensaje propio, en todos los nodos
cli-help-mark = Anota en un hilo, para los demás operadores del nodo, que se leyó, se señaló o quién lo atiende
cli-help-shift = Muestra lo que está abierto y quién lo atiende; con --to entrega el turno
cli-help-list = Muestra la bandeja, lo urgente primero
cli-help-show = Muestra un mensaje con todo lo que se respondió
cli-help-watch = Muestra lo que va llegando, una línea por suceso
cli-help-peers = Muestra los demás nodos y sus enlaces
cli-help-status = Muestra el estado del nodo
cli-help-frontier = Escribe en JSON hasta dónde llega cada bitácora
cli-help-adopt = Toma del nodo lo que sabe de la clave, si se perdió su registro de firmas
cli-help-completions = Escribe los complementos para un intérprete de órdenes
cli-help-man = Escribe las páginas de manual en una carpeta, en todos los idiomas
cli-help-help = Explica una orden
cli-arg-home = Carpeta del nodo; si falta, la de CABILDO_HOME o ~/.local/share/cabildo
cli-arg-socket = Socket del nodo, si no es el de su carpeta
cli-arg-json = Escribe JSON en vez de texto
cli-arg-ascii = Escribe sin acentos ni signos, para terminales que solo muestran ASCII
cli-arg-plain = El programa entero en líneas numeradas y preguntas, sin pantalla
cli-arg-passphrase-file = Archivo cuya primera línea es la contraseña de la clave
cli-arg-passphrase-fd = Descriptor del que se lee la contraseña de la clave
cli-arg-language = Idioma de lo que se muestra y de los textos sin etiqueta
cli-arg-help = Muestra esta ayuda
cli-arg-version = Muestra la versión
cli-arg-id = Identificador del mensaje, o su comienzo si no hay otro igual
cli-arg-title = Título, de una línea
cli-arg-summary = Resumen, de un párrafo
cli-arg-text = Texto; «es=…» dice el idioma, «@ARCHIVO» lo lee, «-» lo toma de la entrada, «=…» lo toma a la letra
cli-arg-text-file = Archivo con el texto; «-» es la entrada
cli-arg-theme = Tema, un código de la federación
cli-arg-place = Lugares: mx:20067, MX-OAX o MX
cli-arg-asked = A quién se pide respuesta; si falta, a todas las instituciones
cli-arg-invited = A quién se invita; si falta, a todas las instituciones
cli-arg-respond-by = Hasta cuándo se pide respuesta: 48h, 3d o 2026-12-01T18:00-06:00
cli-arg-file = Archivo JSON o TOML con el contenido entero; las demás opciones lo cambian
cli-arg-headless = Sin pantalla: una línea por suceso, y termina sola
cli-arg-cut = Corta los enlaces de este nodo durante toda la demostración
cli-arg-write = Escribe los nodos en esta carpeta y no los pone en marcha
cli-arg-nodes = Cuántos nodos se escriben
cli-arg-event = Qué ocurre, en pocas palabras
cli-arg-headline = Titular, de una línea
cli-arg-description = Descripción
cli-arg-instruction = Qué deben hacer las personas
cli-arg-severity = Gravedad
cli-arg-urgency = Urgencia
cli-arg-certainty = Certeza
cli-arg-category = Categorías
cli-arg-area = Zona afectada, en palabras; se puede repetir
cli-arg-expires = Hasta cuándo vale: 6h o 2026-12-01T18:00-06:00
cli-arg-status = Si es real, simulacro o prueba
cli-arg-update = Actualiza este aviso: solo cambia lo que se dice
cli-arg-cancel = Cancela este aviso
cli-arg-reason = Motivo de la cancelación o del borrado
cli-arg-flag = Lo señala
cli-arg-unflag = Quita la señal
cli-arg-assign = Quién lo atiende: el nombre de un dispositivo en el registro
cli-arg-unassign = Ya no lo atiende nadie en particular
cli-arg-to = A quién se entrega lo que atendía este operador
cli-arg-host = Institución anfitriona; si falta, la propia
cli-arg-starts = Comienzo, en la hora de la sede: 2027-03-10T09:00
cli-arg-ends = Final, o cuánto dura: 8h
cli-arg-zone = Huso horario de la sede (IANA); si falta, el propio
cli-arg-venue = Sede, en palabras
cli-arg-item = Punto: título;minutos o título;minutos;hora, y detrás ;@mx:20067 quien expone, ;#cbm1… los textos, ;sala=Sala 2, ;ponente=Dirección de Aguas, ;idiomas=en,pt la interpretación; se puede repetir
cli-arg-stance = Postura
cli-arg-mandate = Acto que da la facultad, como se cita
cli-arg-state = Estado
cli-arg-attendance = Asistencia
cli-arg-people = Cuántas personas
cli-arg-need = Cuántas necesitan qué
cli-arg-language-wanted = Idiomas a los que se pide interpretación
cli-arg-kind = Solo esta clase de mensajes
cli-arg-institution = Solo lo de esta institución
cli-arg-limit = Cuántas líneas como máximo
cli-arg-format = Cómo se escribe: text, html para imprimir, o cap para un aviso
cli-arg-paper = Hoja en que se imprime: a4 o letter
cli-arg-output = Archivo en el que se escribe, en vez de la salida
cli-arg-force = Reemplaza el archivo si ya existe
cli-arg-shell = Intérprete
cli-arg-dir = Carpeta en la que se escribe
cli-arg-command = Orden
cli-example-demo = cabildo demo --headless --json
cli-example-node = cabildo nodo
cli-example-relay = cabildo repetidor --home /srv/cabildo
cli-example-propose = cabildo proponer --title es="Agua de lluvia" --text es=@propuesta.txt --respond-by 72h
cli-example-alert = cabildo alertar --event es="Sismo" --severity extrema --category geofisica --place MX-OAX --expires 6h
cli-example-respond = cabildo responder cbm1q9x apoyar --text es="A favor." --mandate "Acuerdo 12/2026"
cli-example-agenda = cabildo agenda --title "Cumbre" --starts 2027-03-10T09:00 --ends 8h --item "Apertura;30;09:00"
cli-example-erase = cabildo borrar cbm1q9x --reason es="Era un dato personal"
cli-example-mark = cabildo marcar cbm1q9x --assign "turno de noche"
cli-example-shift = cabildo turno --to "turno de noche"
cli-example-ack = cabildo acusar cbm1q9x actuando --text es="Brigadas en camino"
cli-example-comment = cabildo comentar cbm1q9x --text es="De acuerdo"
cli-example-rsvp = cabildo asistir cbm1q9x presencial --people 3 --need silla=1
cli-example-list = cabildo listar --kind aviso --limit 10
cli-example-show = cabildo mostrar cbm1q9x --format html --paper letter --output hoja.html
cli-example-watch = cabildo vigilar --json
cli-example-peers = cabildo pares
cli-example-status = cabildo estado --json
cli-example-frontier = cabildo frontera
cli-example-adopt = cabildo adoptar
cli-example-completions = cabildo complementos bash > ~/.local/share/bash-completion/completions/cabildo
cli-example-man = cabildo manual /usr/local/share/man
cli-example-help = cabildo ayuda proponer

## Línea de órdenes: palabras

# Los nombres de cada orden, separados por espacios; el primero es el que se muestra.

# Igual en inglés: la palabra es la misma
cli-verb-demo = demo
cli-verb-node = nodo
cli-verb-relay = repetidor
cli-verb-propose = proponer
cli-verb-alert = alertar avisar
cli-verb-agenda = agenda convocar
cli-verb-respond = responder
cli-verb-ack = acusar
cli-verb-comment = comentar
cli-verb-rsvp = asistir
cli-verb-list = listar bandeja
cli-verb-show = mostrar ver
cli-verb-watch = vigilar
cli-verb-peers = pares
cli-verb-status = estado
cli-verb-frontier = frontera
cli-verb-adopt = adoptar
cli-verb-erase = borrar
cli-verb-mark = marcar
cli-verb-shift = turno
cli-verb-alert-test = probar-alarmas
cli-verb-doctor = revisar
cli-verb-export = exportar
cli-verb-import = importar
cli-verb-backup = respaldar
cli-verb-restore = restaurar
cli-verb-key = clave
cli-verb-completions = complementos
cli-verb-man = manual
cli-verb-help = ayuda
cli-verb-search = buscar
cli-verb-language = idioma
cli-verb-quit = salir
cli-word-stance-endorse = apoyar
cli-word-stance-object = objetar
cli-word-stance-abstain = abstenerse
cli-word-stance-ask_for_changes = pedir-cambios
cli-word-access-wheelchair = silla
cli-word-access-sign_language = señas
cli-word-access-hearing = sonido
cli-word-access-sight = vista
cli-word-access-interpretation = intérprete
cli-word-access-diet = dieta
cli-word-kind-notice = aviso
cli-key-action-words = palabras
cli-key-action-restore = recuperar

## Línea de órdenes: alarmas

cli-help-alert-test = Comprueba que llegan las alarmas de las reglas [[alert]] y los avisos de las [[webhook]], con uno marcado como prueba
cli-arg-rule = Nombre de la regla; sin él, todas
cli-example-alert-test = cabildo probar-alarmas guardia
cli-alert-test-ok = «{ $rule }»: bien, en { $ms } ms
cli-alert-test-exited = «{ $rule }»: falló con el estado { $status }, en { $ms } ms
cli-alert-test-timed-out = «{ $rule }»: no terminó a tiempo y se cortó a los { $ms } ms
cli-alert-test-not-started = «{ $rule }»: no se pudo ejecutar el programa ({ $result })
cli-alert-test-ended = «{ $rule }»: otro lo terminó ({ $result }), a los { $ms } ms
cli-alert-test-answered = «{ $rule }»: el servidor respondió con { $status }, en { $ms } ms
cli-alert-test-not-sent = «{ $rule }»: no se envió nada, en { $ms } ms

## Línea de órdenes: revisión

cli-help-doctor = Revisa reloj, disco, puertos, otros nodos, claves y lo demás, y dice qué hacer
cli-arg-part = Qué parte se revisa; sin ella, todas
cli-example-doctor = cabildo revisar otros-nodos --json
cli-doctor-mark-well = [bien]
cli-doctor-mark-note = [nota]
cli-doctor-mark-trouble = [MAL]
cli-doctor-part-clock = reloj
cli-doctor-part-disk = disco
cli-doctor-part-port = puerto
cli-doctor-part-peers = otros nodos
cli-doctor-part-keys = claves
cli-doctor-part-store = almacén
cli-doctor-part-roster = padrones
cli-doctor-part-unit = servicio
cli-doctor-part-alerts = alarmas
cli-doctor-clock-behind = varias instituciones escriben desde lo que aquí es el futuro
cli-doctor-clock-remedy = ponga en hora esta máquina: timedatectl set-ntp true
cli-doctor-clock-set = lo ha puesto en hora { $service }
cli-doctor-clock-service = lo lleva { $service }; él sabe si está en hora
cli-doctor-clock-unknown = no se ve ningún servicio que lo ponga en hora; instale uno, por ejemplo chrony
cli-doctor-disk-unread = no se puede mirar el disco de «{ $path }»
cli-doctor-disk-unread-remedy = compruebe que la carpeta existe y se puede leer: ls -ld { $path }
cli-doctor-disk-full = quedan { $free } MiB y hacen falta { $wanted }: el nodo solo lee
cli-doctor-disk-remedy = libere espacio; el nodo sigue solo
cli-doctor-disk-scarce = quedan { $free } MiB; por debajo de { $wanted } el nodo solo lee
cli-doctor-disk-room = { $free } MiB libres
cli-doctor-disk-network = «{ $path }» está en un disco de red, que puede perder lo ya confirmado
cli-doctor-disk-network-remedy = pase la carpeta a un disco de esta máquina
cli-doctor-disk-memory = «{ $path }» está en memoria: al apagar se pierde todo
cli-doctor-port-any = { $address } toma un puerto libre
cli-doctor-port-open = el nodo escucha en { $address }
cli-doctor-port-deaf = el nodo no escucha en { $address }
cli-doctor-port-deaf-remedy = reinícielo si los ajustes cambiaron; si no, vea su registro
cli-doctor-port-free = { $address } está libre
cli-doctor-port-taken = { $address } lo tiene { $holder }
cli-doctor-port-taken-remedy = detenga ese programa, o cambie [network] listen en config.toml
cli-doctor-peers-connected = { $connected } de { $known } enlazados
cli-doctor-peers-none = el padrón no nombra ningún otro nodo
cli-doctor-peers-alone = ninguno de { $known } enlazado
cli-doctor-peers-alone-remedy = compruebe la conexión y el cortafuegos; abajo está cada dirección
cli-doctor-peers-unset = los ajustes no nombran ningún nodo: solo llegan quienes se conecten a este
cli-doctor-peer-connected = { $peer }: enlazado
cli-doctor-peer-unnamed = { $peer }: no se encuentra el nombre de { $address }
cli-doctor-peer-unnamed-remedy = compruebe el nombre y el DNS de esta máquina: getent hosts NOMBRE
cli-doctor-peer-unknown = { $peer }: { $address } no es una dirección de internet
cli-doctor-peer-quic = { $peer }: { $address } se puede probar solo desde el nodo en marcha
cli-doctor-peer-failed = { $peer }: sin enlace por { $address } ({ $why })
cli-doctor-peer-refused = { $peer }: nadie responde en { $address }
cli-doctor-peer-refused-remedy = pregunte a su administrador si su nodo está en marcha y el puerto abierto
cli-doctor-peer-answers = { $peer }: alguien responde en { $address }, sin enlace todavía
cli-doctor-node-key = la del nodo, { $key }, es privada
cli-doctor-node-unlisted = ningún padrón nombra la clave de este nodo, { $key }: los demás lo rechazan
cli-doctor-node-unlisted-remedy = pida a su institución que la dé de alta
cli-doctor-node-missing = falta la clave del nodo: «{ $path }»
cli-doctor-node-missing-remedy = recupérela de una copia: cabildo restaurar ARCHIVO
cli-doctor-operator-elsewhere = aquí no hay clave de operador: cada quien la tiene en su carpeta
cli-doctor-operator-key = la del operador, { $key }, es privada
cli-doctor-operator-unlisted = ningún padrón nombra la clave de operador { $key }: lo que firme se rechaza
cli-doctor-operator-unlisted-remedy = pida a su institución que la dé de alta
cli-doctor-operator-plain = «{ $path }» no tiene contraseña: quien lea el archivo puede firmar
cli-doctor-operator-plain-remedy = anote las palabras (cabildo clave palabras), aparte el archivo y recupérelo con contraseña (cabildo clave recuperar --words)
cli-doctor-key-loose = «{ $path }» la pueden leer otros (modo { $mode })
# Igual en inglés: una orden
cli-doctor-key-loose-remedy = chmod 600 { $path }
cli-doctor-key-unread = «{ $path }» no se puede leer con este usuario
cli-doctor-key-bad = «{ $path }» no se puede usar: { $why }
cli-doctor-key-bad-remedy = recupérela de su copia o de sus palabras
cli-doctor-store-kept = { $messages } mensajes en { $mib } MiB
cli-doctor-store-behind = faltan { $n } mensajes por llegar
cli-doctor-store-stopped = { $n } segmentos; el nodo revisa cada byte al arrancar
cli-doctor-store-aside = { $n } piezas dañadas están en «{ $path }»
cli-doctor-store-aside-remedy = revise el disco (smartctl -a); cuando nada falte por llegar, borre esa carpeta
cli-doctor-roster-none = no hay padrones que sirvan en «{ $path }»
cli-doctor-roster-none-remedy = ponga ahí los archivos de la invitación
cli-doctor-roster-unread = los padrones de «{ $path }» no se pueden leer con este usuario
cli-doctor-roster-versions = { $n } padrones, con firmas que valen
cli-doctor-roster-valid = { $scope }: versión { $version }, se revisa en { $days } días
cli-doctor-roster-over = { $scope }: la versión { $version } ha pasado su fecha de revisión
cli-doctor-roster-over-remedy = pida una versión nueva a quienes lo firman; leer y avisar siguen
cli-doctor-unit-no-systemd = esta máquina no usa systemd
cli-doctor-unit-none = { $unit } no está instalado
cli-doctor-unit-active = { $unit } está en marcha
cli-doctor-unit-idle = { $unit } está parado ({ $state })
cli-doctor-unit-failed = { $unit } ha fallado
cli-doctor-unit-restarts = { $unit } ha tenido que reiniciarse { $restarts } veces
cli-doctor-unit-log = vea por qué: journalctl -u { $unit } -n 50
cli-doctor-unit-off = { $unit } no arranca con la máquina
# Igual en inglés: una orden
cli-doctor-unit-off-remedy = systemctl enable --now { $unit }
cli-doctor-alerts-none = no hay reglas [[alert]]: de noche nadie recibe nada
cli-doctor-alerts-rule = «{ $rule }» ejecuta { $program }; compruébelo: cabildo probar-alarmas { $rule }
cli-doctor-alerts-missing = «{ $rule }»: { $program } no está o no se puede ejecutar
cli-doctor-alerts-missing-remedy = instálelo, o corrija run en config.toml
# Igual en inglés: lo dice el nodo
cli-doctor-alerts-failed = { $why }
cli-doctor-alerts-failed-remedy = arréglelo y compruébelo: cabildo probar-alarmas
cli-doctor-webhook = «{ $rule }» envía a { $program }; compruébelo: cabildo probar-alarmas { $rule }
cli-doctor-webhook-secret = «{ $rule }»: el secreto no sirve: { $why }
cli-doctor-webhook-secret-remedy = corrija secret en config.toml, o el archivo

## Línea de órdenes: copias de seguridad

cli-help-backup = Guarda en un archivo todo lo del nodo, aunque esté en marcha, sin claves de operadores
cli-help-restore = Recupera una copia en una carpeta vacía, o solo la comprueba
cli-help-key = Escribe la clave del operador en palabras para papel, o la recupera de ellas
cli-arg-backup-file = Archivo de la copia
cli-arg-rehearse = Solo comprueba, sin escribir nada
cli-arg-action = Qué se hace
cli-arg-words = De las 24 palabras
cli-arg-out = Archivo de la clave; sin él, el que dicen los ajustes
cli-example-backup = cabildo respaldar /media/copia/cabildo-2026-12-01.backup
cli-example-restore = cabildo restaurar --rehearse cabildo-2026-12-01.backup
cli-example-key = cabildo clave recuperar --words --rehearse
cli-backup-saved = Copia en «{ $path }»: { $files } archivos, { $kib } KiB
cli-backup-secret = Contiene la clave del nodo: guárdela bajo llave
cli-backup-no-node-key = No contiene la clave del nodo, que está fuera de su carpeta: guárdela aparte
cli-backup-without-keys = No contiene claves de operadores: para esas están las palabras, «cabildo clave palabras»
cli-restore-checked = Intacto: { $messages } mensajes en { $logs } registros, { $rosters } padrones
cli-restore-bad-signatures = Con firma que no vale: { $n } mensajes, que el nodo guarda como prueba
cli-restore-bodies-missing = Sin su texto: { $n } mensajes; se piden a otros nodos
cli-restore-no-node-key = Falta la clave del nodo: ponga la suya, o pida que se dé de alta una nueva
cli-restore-rehearsed = La copia sirve; no se ha escrito nada
cli-restore-done = Recuperado en «{ $path }»
cli-restore-keys = Los operadores ponen su clave con «cabildo clave recuperar --words». El nodo busca antes entre los demás lo que ella firmó después de la copia
cli-words-of = La clave de «{ $path }» en 24 palabras. Quien las lea puede firmar en su nombre:
cli-words-write = Escríbalas en papel, con su número, y guárdelas bajo llave. No las fotografíe ni las guarde en un archivo.
cli-words-enter = Cuando estén escritas, pulse Intro: se preguntarán tres.
cli-words-ask = ¿Cuál es la palabra { $n }?
cli-words-not-it = No es esa
cli-words-unproven = Las palabras escritas no son las de la clave · empiece otra vez: cabildo clave palabras
cli-words-proven = Bien: las palabras están escritas
cli-words-no-json = Las palabras son para personas, no para JSON · quite --json
cli-words-wanted = No se dice de qué se recupera la clave · añada --words
cli-words-type = Palabras desde la { $n }, separadas por espacios (bastan las cuatro primeras letras en español e inglés):
cli-words-unknown = La palabra { $n } no está en ninguna lista · revísela
cli-words-count = Son { $n } palabras y una clave tiene 24 · revíselas
cli-words-checksum = Las palabras no van juntas: una está mal o dos han cambiado de sitio · revíselas
cli-words-end = La entrada terminó antes de tiempo · escriba lo que se pregunta
cli-words-same = Son las palabras de la clave de «{ $path }»: { $key }. No se ha escrito nada
cli-words-other = Son de otra clave ({ $key }), no de la de «{ $path }» · busque las otras palabras
cli-words-key = Son las palabras de la clave { $key }. No se ha escrito nada en «{ $path }»
cli-words-passphrase = Contraseña nueva para la clave:{" "}
cli-words-passphrase-again = Otra vez la misma:{" "}
cli-words-passphrase-empty = Sin contraseña cualquiera que lea el archivo podría firmar
cli-words-passphrase-differs = No son iguales
cli-words-restored = Clave { $key } recuperada en «{ $path }»
cli-words-learn = Antes de firmar, el nodo debe saber por otros qué firmó ya: conéctelo y escriba como siempre

## Línea de órdenes: mal uso

cli-usage-command = No hay una orden «{ $value }»
cli-usage-argument = No se entiende «{ $value }»
cli-usage-value-missing = Falta el valor de «{ $option }»
cli-usage-value = «{ $value }» no vale para «{ $option }»; puede ser { $known }
cli-usage-why = «{ $option }»: { $why }
cli-usage-invalid = «{ $value }» no vale para «{ $option }»
cli-usage-missing = Falta { $names }
cli-usage-conflict = «{ $option }» no va junto con «{ $other }»
cli-usage-meant = ¿Quiso decir «{ $value }»?
cli-usage-see-help = vea «cabildo ayuda»
cli-bad-id = «{ $value }» no es el comienzo de un identificador (cbm1…)
cli-bad-institution = «{ $value }» no es una institución · escríbala como mx:20067, cl:05101 o mx:x-sfic
cli-bad-place = «{ $value }» no es un lugar · escríbalo como mx:20067, MX-OAX o MX
cli-bad-language = «{ $value }» no es una etiqueta de idioma · escríbala como es, es-MX, en o arn
cli-bad-time = «{ $value }» no es un momento · escríbalo como 48h, 3d, 2026-12-01T18:00 o 2026-12-01T18:00:00-06:00
cli-bad-zone = en esta máquina no hay un huso horario «{ $value }» · escríbalo como America/Mexico_City
cli-bad-word = no hay una palabra «{ $value }»
cli-bad-need = «{ $value }» no es una necesidad con su número · escríbala como silla=2; vea «cabildo ayuda asistir»
cli-bad-item = «{ $value }» no es un punto · escríbalo como «título;minutos» o «título;minutos;09:30»
cli-time-out-of-range = el momento queda fuera de lo que un calendario escribe: { $value }
cli-time-ambiguous = «{ $value }» ocurre dos veces o nunca, porque esa noche cambia la hora · escríbalo con su diferencia, como 2026-04-04T23:30-03:00
cli-missing-option = Falta «{ $option }»
cli-text-twice = «{ $option }» dice dos veces el texto en «{ $tag }»
cli-text-empty = «{ $option }»: el texto está vacío
cli-text-one-line = «{ $option }» es de una sola línea
cli-text-control = «{ $option }»: hay un carácter de control ({ $code }) en la línea { $line }, columna { $column } · quítelo
cli-stdin-twice = «{ $option }»: la entrada ya se leyó para otra opción
cli-file-unreadable = «{ $option }»: no se puede leer { $path }: { $why }
cli-file-too-large = «{ $option }»: { $path } tiene más de { $max } bytes
cli-file-not-utf8 = «{ $option }»: { $path } no es UTF-8 desde el byte { $at }
cli-file-content = { $path }: { $why }
cli-file-kind = { $path } es de otra clase: «{ $value }»
cli-file-unknown-key = { $path }: no hay un campo «{ $key }»
cli-key-locked = { $path } está bajo contraseña · désela con --passphrase-file o --passphrase-fd
cli-key-wrong = la contraseña de { $path } es incorrecta · vuelva a intentarlo
cli-passphrase = Contraseña de { $path }:{" "}
cli-passphrase-wrong = Incorrecta.
cli-passphrase-unread = no se puede leer la contraseña en la terminal: { $why }
cli-passphrase-unreadable = no se puede leer la contraseña de { $path }: { $why }
cli-not-running = no hay un nodo en marcha en { $path } · póngalo en marcha con «cabildo nodo»
cli-not-permitted = este usuario no puede usar { $path } · pida al administrador que lo agregue al grupo del nodo
cli-not-a-notice = { $id } no es un aviso de crisis
cli-home-of-relay = { $path } es la casa de un repetidor · póngalo en marcha con «cabildo repetidor»
cli-home-of-node = { $path } es la casa de un nodo · póngalo en marcha con «cabildo nodo»
cli-home-in-use = ya hay un nodo en marcha en { $path } (proceso { $pid }) · abra la pantalla con «cabildo --home { $path }», o deténgalo
cli-no-key = aquí no hay una clave con la que firmar
cli-no-terminal = aquí no hay una terminal en la que dibujar · use «cabildo --plain», «cabildo listar» y «cabildo mostrar»
cli-no-screen = este programa se compiló sin pantalla · use «cabildo listar» y «cabildo mostrar»
cli-output = no se puede escribir la salida: { $why }

## Línea de órdenes: lo que se muestra

cli-written = Se publicó: { $kind }
cli-adopted = Se tomó del nodo lo que sabe de la clave { $key }.
cli-written-nodes = Nodos escritos en { $path }: { $names }
cli-written-start = Cada uno se pone en marcha así: cabildo --home { $path } node
cli-watch-lost = se perdió el enlace con el nodo; se vuelve a intentar
cli-no-title = (sin título)
cli-list-empty = No hay mensajes.
cli-urgency-closed = cerrada
cli-urgency-exercise = simulacro
cli-urgency-waiting = por responder
cli-urgency-open = abierta
cli-ours = nosotros: { $said }
cli-ours-missing = falta nuestra respuesta
cli-disputed = EN DISPUTA
cli-held = faltan mensajes anteriores
cli-due-in = { $at } (en { $span })
cli-due-ago = { $at } (hace { $span })
cli-peers-none = No hay otros nodos en el registro.
cli-peer-connected = conectado
cli-peer-away = sin enlace
cli-peer-synced = al día el { $at }
cli-peer-behind = { $n ->
    [one] falta { $n } mensaje
   *[other] faltan { $n } mensajes
}
cli-peer-next = próximo intento { $at }
cli-role-node = nodo
cli-role-relay = repetidor
cli-status-federation = Federación
cli-status-node = Nodo
cli-status-listening = Escucha en
cli-status-peers = Nodos conectados
cli-status-kept = Guardado
cli-status-kept-value = { $messages ->
    [one] { $messages } mensaje
   *[other] { $messages } mensajes
} en { $logs ->
    [one] { $logs } bitácora
   *[other] { $logs } bitácoras
}, { $size }
cli-status-behind = Por recibir
cli-status-behind-value = { $behind ->
    [one] { $behind } mensaje
   *[other] { $behind } mensajes
}, { $bodies ->
    [one] { $bodies } cuerpo
   *[other] { $bodies } cuerpos
}; { $held } en espera
cli-status-up-to-date = al día
cli-status-forked = Bitácoras en disputa
cli-status-started = En marcha desde
cli-event-body = llegó el cuerpo de { $id }
cli-event-peer-up = { $name } está conectado
cli-event-peer-down = { $name } quedó sin enlace
cli-event-progress = { $n ->
    [one] falta { $n } mensaje
   *[other] faltan { $n } mensajes
}
cli-event-forked = la bitácora { $log } de { $name } está en disputa
cli-event-roster = registro de { $scope }: versión { $version }
cli-event-resync = se perdieron sucesos: vuelva a leer la bandeja
cli-event-marked = Un operador de este nodo anotó algo en { $id }
cli-no-root = El comienzo del hilo no ha llegado todavía.
cli-no-content = (El contenido no ha llegado, o es de una versión más nueva.)
cli-opaque-unknown_version = Es de una versión más nueva: actualice el programa para leerlo.
cli-opaque-unknown_kind = Es de una clase que esta versión no conoce: actualice el programa para leerlo.
cli-opaque-no_body = El contenido no ha llegado todavía.
cli-opaque-malformed = El contenido no tiene la forma debida.
cli-opaque-sealed = Está sellado para otros.
cli-opaque-void = Quedó sin efecto: su autor ya no podía firmarlo.
cli-opaque-not_due = Lleva una hora futura: se mostrará cuando llegue.
cli-opaque-not_a_thread = No comienza un hilo.
cli-opaque-erased = Su institución borró este texto.
cli-shift-empty = No hay nada abierto que espere a esta institución.
cli-shift-handed = { $n ->
        [one] Se entregó un asunto a «{ $to }».
       *[other] Se entregaron { $n } asuntos a «{ $to }».
    }
cli-mark-assigned = lo atiende «{ $to }» (lo dijo «{ $by }», { $at })
cli-mark-flagged = señalado por «{ $by }», { $at }
cli-mark-read = leído por «{ $by }», { $at }
cli-mark-none = sin anotaciones
cli-no-device = no hay ningún dispositivo «{ $value }» en esta institución · hay: { $known }
cli-theme = Tema: { $value }
cli-places = Lugares: { $value }
cli-clock = Respuesta hasta { $due }
cli-clock-over = El plazo venció: { $due }
cli-answered = Respondieron { $answered } de { $asked }
cli-waiting = Faltan: { $names }
cli-positions = Posturas ({ $n })
cli-late = Posturas fuera de plazo ({ $n })
cli-tally = Cómputo por país
cli-comments = Comentarios ({ $n })
cli-mandate = Facultad: { $value }
cli-updated = Actualizado el { $at }
cli-cancelled = Cancelado el { $at }
cli-acks = Acuses ({ $n })
cli-took = a los { $span }
cli-cap-event = Qué ocurre
cli-cap-severity = Gravedad
cli-cap-urgency = Urgencia
cli-cap-certainty = Certeza
cli-cap-category = Categoría
cli-cap-response = Respuesta
cli-cap-effective = Vale desde
cli-cap-onset = Comienza
cli-cap-expires = Vale hasta
cli-cap-area = Zona
cli-cap-extent = Extensión
validity-expired = YA NO ESTÁ VIGENTE · no actuar según esto
validity-upcoming = AÚN NO ESTÁ VIGENTE · véase desde cuándo vale
instruction-expired = Lo que pedía; ya no está vigente
instruction-upcoming = Qué hacer cuando entre en vigor
cli-host = Anfitrión
cli-venue = Sede
cli-items = Puntos ({ $n })
cli-answers = Asistencia ({ $n })
cli-people = { $n ->
    [one] { $n } persona
   *[other] { $n } personas
}
cli-attendance = En persona { $present }, por video { $remote }

## Línea de órdenes: manual y primera vez

cli-man-name = Nombre
cli-man-synopsis = Sinopsis
cli-man-description = Descripción
cli-man-example = Ejemplo
cli-man-version = Versión
cli-man-written = Páginas de manual escritas en { $path }: { $n }
cli-first-missing = Todavía no hay un nodo de su institución en { $path }. ¿Qué quiere hacer?
cli-first-demo = Ver una demostración: una federación entera en esta máquina, que se borra al salir
cli-first-join = Preparar la carpeta de mi institución para unirse a una federación
cli-first-language = Other language · Outro idioma
cli-first-leave = Salir (Esc): no se ha escrito nada

## Línea de órdenes: fundar, admitir, unirse

cli-verb-init = iniciar
cli-verb-join = unirse
cli-verb-roster = padrón
cli-verb-roster-key = clave
cli-verb-roster-draft = redactar
cli-verb-roster-show = mostrar ver
cli-verb-roster-sign = firmar
cli-verb-roster-combine = combinar
cli-verb-roster-verify = comprobar
cli-verb-roster-publish = publicar
cli-verb-roster-hold = dejar
cli-verb-roster-pending = pendientes
cli-verb-roster-list = listar
cli-verb-roster-log = historia
cli-verb-roster-codes = códigos
cli-verb-roster-admit = admitir
cli-verb-roster-invite = invitar
cli-verb-roster-suspend = suspender
cli-verb-roster-member = miembro
cli-verb-roster-revoke = revocar
cli-verb-roster-reinstate = restablecer
cli-verb-roster-device = dispositivo
cli-verb-roster-node = nodo
cli-key-action-new = nueva
own-action-add = agregar
own-action-change = cambiar
own-action-retire = retirar
role-operator = operador
role-duty_officer = guardia
role-secretary = secretaría
role-read_only = solo lectura
cli-help-init = Crea la carpeta de una institución que va a unirse, con sus claves y su solicitud
cli-help-join = Entra en una federación con una invitación, o con los padrones que se acaban de firmar
cli-help-roster = Quién pertenece: funda, admite, firma, publica; quien gobierna no necesita nodo ni red
cli-help-roster-key = Crea una clave para firmar padrones, con contraseña
cli-help-roster-draft = Redacta la carta de la federación o el padrón de una cámara
cli-help-roster-show = Muestra qué cambia, quién ha firmado y qué falta
cli-help-roster-sign = Firma un padrón, una sola vez por versión
cli-help-roster-combine = Reúne las firmas de varias copias
cli-help-roster-verify = Comprueba una cadena de padrones, sin red
cli-help-roster-publish = Entrega al nodo en marcha un padrón con todas sus firmas
cli-help-roster-list = Muestra la última versión de cada padrón
cli-help-roster-log = Muestra quién firmó qué y cuándo
cli-help-roster-codes = Muestra las listas de códigos de la federación
cli-help-roster-admit = Revisa solicitudes y redacta y firma el padrón que las admite
cli-help-roster-invite = Escribe la invitación para una institución
cli-help-roster-suspend = Suspende a una institución: lo que firme desde ahora no vale
cli-help-roster-member = Dice qué puede escribir una institución, y cuánto
cli-help-roster-revoke = Da de baja a una institución; lo que dijo antes sigue valiendo
cli-help-roster-reinstate = Levanta una suspensión
cli-help-roster-device = Agrega, cambia o retira un dispositivo propio, sin pedirlo a la cámara
cli-help-roster-node = Agrega, cambia o retira un nodo propio
cli-arg-institution-kind = Qué es
cli-arg-own-id = Su código oficial (mx:20067), o mx:x-nombre donde no lo hay
cli-arg-name = Nombre oficial; «es=…» dice el idioma
cli-arg-device = Cómo se llama el primer dispositivo, sin nombres de personas
cli-arg-node-label = Cómo se llama el nodo
cli-arg-listen = Dónde escucha el nodo; se puede repetir
cli-arg-external = Dónde lo alcanzan los demás; se puede repetir
cli-arg-request = Archivo en el que también se escribe la solicitud
cli-arg-skip-words = No muestra las palabras para papel
cli-arg-papers = Invitación (su texto, o un archivo con él) o archivo de padrones
cli-arg-yes = No pregunta: ya se compararon las palabras
cli-arg-first = Esta clave nunca ha firmado un padrón en otro disco
cli-arg-key-file = Archivo de la clave nueva
cli-arg-sheaf = Archivo de padrones
cli-arg-sheaves = Copias del mismo archivo de padrones
cli-arg-sheaf-out = Archivo en el que se escribe el padrón
cli-arg-signing-key = Archivo de la clave que firma; si falta, la de la institución en su carpeta
cli-arg-from = Archivo de los padrones anteriores; si falta, los del nodo en marcha
cli-arg-review-days = En cuántos días hay que volver a mirarlo
cli-arg-whose = «carta», o el país de la cámara (mx)
cli-arg-chamber = Cámara con sus gobernantes: cuántas firmas y de qué claves; se puede repetir
cli-arg-governors = Quiénes firman desde ahora
cli-arg-recovery = Claves de recuperación de la cámara
cli-arg-admit = Solicitud que se admite; se puede repetir
cli-arg-requests = Solicitudes: su texto, o archivos con él
cli-arg-institution-id = Institución (mx:20067)
cli-arg-address = Otra dirección, con /p2p/… si es de otro nodo; se puede repetir
cli-arg-invitation-out = Archivo en el que se escribe la invitación
cli-arg-own-action = Qué se hace con él
cli-arg-subject = Para agregar, la tarjeta de la clave; si no, el nombre o la clave
cli-arg-label = Cómo se llama, sin nombres de personas
cli-arg-quota-mib = Cuánto cabe en cada una de sus bitácoras, en MiB
cli-arg-may = Clases de mensajes que puede escribir desde ahora
cli-arg-may-not = Clases de mensajes que ya no puede escribir
cli-arg-ends-with = El último mensaje de una bitácora que vale; si no, todo lo que se conoce
cli-arg-role = Qué puede hacer quien lo usa
cli-arg-replaces = Dispositivo que termina con este
cli-arg-key-label = Cómo se llama la clave nueva
cli-arg-key-institution = Institución que la dará de alta
cli-arg-for-node = Es de un nodo: sin contraseña
cli-example-init = cabildo iniciar --own-id mx:16053 --device ventanilla-1
cli-example-join = cabildo unirse invitacion.txt
cli-example-roster = cabildo padrón admitir solicitud.txt --key gobierno.key
cli-usage-subcommand = Falta decir qué se hace
cli-bad-address = «{ $value }» no es una dirección · como /ip4/192.0.2.7/tcp/4250
cli-bad-quorum = «{ $value }» no dice cuántas firmas de qué claves · como 2:cbk1…,cbk1…,cbk1…
cli-bad-whose = «{ $value }» no es ni «carta» ni un país · como mx
cli-ask-yes = Nadie puede confirmarlo aquí · compare las palabras y añada --yes
cli-ask-left = Se dejó así: no se ha escrito nada
cli-init-welcome = Unas preguntas y la carpeta de su institución está lista. Esc sale sin dejar nada.
cli-init-words = Si se olvida la contraseña, la clave de la institución vuelve de estas palabras.
cli-init-ask-kind = Qué es su institución (número o palabra):
cli-init-ask-place = Su municipio, unas letras bastan:
cli-init-ask-which = El número del que es, u otras letras:
cli-init-no-place = Ningún municipio se parece a «{ $value }»
cli-init-ask-id = Su código: país y nombre corto, como mx:x-embajada-cl:
cli-init-ask-name = Nombre oficial:
cli-init-ask-device = Cómo se llama este puesto, sin nombres de personas [{ $usual }]:
cli-init-ask-node = Cómo se llama el nodo [{ $usual }]:
cli-init-device = ventanilla-1
cli-init-node = nodo-1
cli-init-missing = Falta una respuesta y no hay terminal en que preguntarla · dé --own-id y --name
cli-init-no-passphrase = Falta la contraseña y no hay terminal en que preguntarla · dé --passphrase-file
cli-init-done = La carpeta de { $id } está en «{ $path }». Esta es su solicitud:
cli-init-no-qr = El código QR no cabe en esta salida: entregue el texto o el archivo
cli-init-file = Archivo: { $path }
cli-init-next =
    Entregue la solicitud a quien gobierna su cámara y lean por teléfono las palabras: han de ser las mismas.
    Con la invitación que le den: cabildo unirse INVITACIÓN
cli-key-for-whom = No se dice qué institución dará de alta la clave · añada --institution
cli-key-made = Clave nueva en «{ $path }»: { $key }. Su tarjeta:
cli-key-next = Entregue la tarjeta a quien lleva el padrón de su institución: cabildo padrón dispositivo agregar TARJETA
cli-roster-federation = la federación
cli-roster-chamber = la cámara de { $country }
cli-roster-version = Padrón de { $scope }, versión { $version }
cli-roster-dates = Emitido el { $issued }; se revisa antes del { $review }
cli-roster-changes = Cambia:
cli-roster-signatures = Firmas:
cli-roster-need = { $have } de { $need } que hacen falta, de { $keys } claves
cli-roster-of-keys = { $need } de { $keys }: { $list }
cli-roster-signed-before = Firmaban: { $who }
cli-roster-signed-after = Firman desde ahora: { $who }
cli-roster-federation-id = Federación: { $id }
cli-roster-hash = Huella: { $hash }
cli-roster-words = Léase en voz alta: { $words }
cli-roster-complete = Tiene todas las firmas
cli-roster-lacks = Faltan firmas: { $n }
cli-roster-ready = «{ $path }» tiene todas las firmas · para que valga: cabildo padrón publicar
cli-roster-pass-on = Escrito en «{ $path }»; firmas que faltan: { $n }. Páselo a quien falta: cabildo padrón firmar
cli-roster-incomplete = A «{ $path }» le faltan firmas: { $n } · quiénes son lo dice: cabildo padrón mostrar
cli-roster-known = El nodo ya lo tenía
cli-roster-published = Publicado: padrón de { $scope }, versión { $version }
cli-roster-combined = Firmas nuevas: { $n }
cli-roster-verified = Comprobados todos: { $n } padrones
cli-roster-line = { $scope }: versión { $version }, firmas { $n }, se revisa antes del { $review }
cli-roster-overdue = vencido: hace falta una versión nueva
cli-roster-by = firmado por { $list }
cli-roster-key-made = Clave nueva en «{ $path }»: { $key }
cli-roster-not-signer = La clave { $key } no es de quienes firman { $scope } · use otra con --key
cli-roster-sign-it = ¿Se firma? (sí/no)
cli-roster-there = «{ $path }» ya existe · nombre otro archivo con --out
cli-roster-unreadable = «{ $path }» no se puede leer: { $why }
cli-roster-no-file = «{ $path }» no es un archivo de padrones: { $why }
cli-roster-charter-needs = Una primera carta lleva nombre y cámaras · añada --name y --chamber
cli-roster-chamber-needs = El padrón de una cámara se apoya en la carta · nombre su archivo con --from
cli-change-name = Nombre de la federación: { $name }
cli-change-chamber = Entra la cámara de { $country }, que firma con { $who }
cli-change-governors = La cámara de { $country } firma desde ahora con { $who }
cli-change-wire = Versión más baja del protocolo: { $version }
cli-change-recovery = Claves de recuperación: { $who }
cli-change-admits = Entra { $id } · { $name } · { $kind }
cli-change-institution = Cambia { $id } · { $name } · { $kind }
cli-change-keys =   firma su propio padrón con { $who }
cli-change-may =   clases de mensajes que puede escribir: { $n }; por bitácora, { $mib } MiB
cli-change-may-more =   puede escribir además: { $list }
cli-change-may-less =   ya no puede escribir: { $list }
cli-change-active =   participa de nuevo; bitácoras con final: { $n }
cli-change-suspended =   queda suspendida; bitácoras con final: { $n }, las demás no valen
cli-change-left =   se va; bitácoras con final: { $n }, las demás no valen
cli-change-device-new = Dispositivo nuevo «{ $label }» ({ $role }): { $key }
cli-change-device = Dispositivo «{ $label }» ({ $role }): { $key }
cli-change-device-ends = Termina el dispositivo «{ $label }» ({ $role }): { $key }
cli-change-node-new = Nodo nuevo «{ $label }»: { $key }
cli-change-node = Nodo «{ $label }»: { $key }
cli-change-node-ends = Termina el nodo «{ $label }»: { $key }
cli-change-encryption = Claves de cifrado: { $n }
cli-change-four-eyes = Un aviso real y extremo necesita un segundo dispositivo
cli-change-two-eyes = Un aviso real y extremo ya no necesita un segundo dispositivo
cli-change-code-list = Lista de códigos «{ $name }», versión { $version }: { $n } códigos
cli-change-no-code-list = «{ $name }», versión { $version }, no es una lista de códigos: { $why }
cli-no-code-lists = La carta no lleva ninguna lista de códigos
cli-admit-asks = Pide entrar: { $name } · { $id } · { $kind }
cli-admit-device = dispositivo «{ $label }»: { $key }
cli-admit-node = nodo «{ $label }»: { $key }
cli-admit-official = en la lista oficial: { $name }, { $in }, { $n } habitantes
cli-admit-other-name = se llama de otro modo que en la lista oficial
cli-admit-not-official = no está en la lista de municipios: confirme por otra vía quién es
cli-admit-alike = se parece a { $id } · { $name }
cli-admit-sure = ¿Las palabras son las mismas que lee quien pide entrar, y se admite? (sí/no)
cli-admit-key-listed = La clave { $key } ya está en el padrón de { $by } · cada clave está una sola vez: que se hagan claves nuevas
cli-admit-member = { $id } ya es de la federación · si cambió de claves, lo dice en su propio padrón
cli-admit-one-chamber = Las solicitudes son de varios países · admita las de cada cámara aparte
cli-admit-overdue = El padrón «{ $whose }» está vencido y no admite a nadie · renuévelo: cabildo padrón redactar { $whose } --from ARCHIVO
cli-standing-unknown = { $id } no es de la federación
cli-standing-foreign = «{ $value }» no lo escribió { $id } · nombre un mensaje de esa institución
cli-member-what = No hay nada que cambiar · diga --quota-mib, --may o --may-not
cli-paper-bad = «{ $value }» no es lo que se espera: { $why }
cli-own-card = Clave «{ $label }»; compárese: { $words }
cli-own-for-another = La clave es para { $id }, y este nodo es de { $own } · que se haga otra con --institution { $own }
cli-own-none = «{ $value }» no está en el padrón de la institución
cli-own-several = Hay varios «{ $value }» · diga la clave (cbk1…)
cli-own-what = No se dice qué cambia · añada --label o --role
cli-own-node-what = Un nodo no tiene papel ni reemplaza a otro · quite --role y --replaces
cli-invite-no-node = El nodo no dice quién es · actualícelo
cli-invite-no-address = No se sabe de ninguna dirección que sirva a otros · póngala en config.toml ([network] external) o dé --address
cli-invite-not-listed = Aquí el padrón aún no nombra a { $id }: la invitación sirve cuando lo haga
cli-invite-few = Instituciones a las que puede preguntar: { $n }; serían mejor tres (--address)
cli-invite-next = En { $id } se escribe: cabildo unirse INVITACIÓN, y se comparan las palabras
cli-join-no-request = No hay solicitud en «{ $path }»: { $why } · empiece con: cabildo iniciar
cli-join-for-another = La invitación es para { $id }, y esta carpeta es de { $own } · pida la suya
cli-join-same-words = ¿Son las palabras que lee quien invita? (sí/no)
cli-join-other-federation = Los papeles son de federaciones distintas · use los de una sola
cli-join-asks = Se pregunta a { $address } …
cli-join-not-there = { $address } no sirve: { $why }
cli-join-nobody = Ningún nodo de la invitación responde · revise la red y repita la orden
cli-join-not-yet = { $chamber } todavía no admite a { $id }: su padrón está en la versión { $version } · pregunte a quien invita, y repita esta orden
cli-join-other-keys = { $id } está en el padrón con otras claves que las de esta carpeta · avise a quien gobierna la cámara
cli-join-node-unlisted = El padrón de la institución no nombra este nodo ({ $key }) · agréguelo desde otro: cabildo padrón nodo agregar
cli-join-several-keys = El padrón de la institución necesita varias firmas · fírmenlo juntos: cabildo padrón
cli-join-progress = enlaces { $links } · mensajes { $n } · por traer { $left }
cli-join-done = { $id } está en la federación y al día · ahora escriba: { $command }
cli-join-alone = { $id } está en la federación, pero no se alcanzó a nadie; el nodo lo sigue intentando · ahora escriba: { $command }
cli-join-founded = { $id } tiene sus padrones · ahora escriba: { $command }

## Línea de órdenes: dirimir, ceder, mandatos, recuperación

cli-verb-roster-settle = dirimir
cli-verb-roster-rotate = rotar
cli-verb-roster-mandate = mandato
cli-verb-roster-recover = recuperar
cli-verb-roster-complete = completar
cli-help-roster-settle = Dice qué rama de una bitácora propia bifurcada vale, y termina la clave que firmó dos veces
cli-help-roster-rotate = Cede el padrón de la institución a otras claves, o se compromete con las que siguen
cli-help-roster-mandate = Agrega un mandato del cabildo, que las posturas citan por su código
cli-help-roster-recover = Anuncia nuevos gobernantes de una cámara que perdió su quórum
cli-help-roster-complete = Completa una recuperación cuyo plazo público terminó
cli-arg-four-eyes = Si un aviso real y extremo necesita un segundo dispositivo
cli-arg-code-list = La versión que sigue de una lista de códigos, y su archivo; se puede repetir
cli-arg-last-message = El último mensaje de la rama que vale
cli-arg-replaced-by = Tarjeta de la clave que toma el lugar de la que firmó dos veces
cli-arg-hand-over = Quiénes firman desde ahora: cuántas firmas y de qué claves
cli-arg-commit-to = Quiénes firmarán después de ellas: solo se dice su resumen
cli-arg-mandate-code = Código con que las posturas lo citan
cli-arg-act = El acto del cabildo, por número o título
cli-arg-covers = Tema que abarca; si no hay ninguno, todos; se puede repetir
cli-arg-valid-until = Hasta cuándo vale
cli-arg-chamber-of = El país de la cámara (mx)
cli-arg-new-governors = Quiénes han de gobernar
cli-arg-wait-days = Cuántos días puede objetar cualquiera
yes-no-yes = sí
# Igual en inglés: la palabra es la misma
yes-no-no = no
cli-bad-code-list = «{ $value }» no dice qué lista ni qué archivo · como themes=temas.toml
cli-code-list-unread = «{ $path }» no se usa: { $why }
cli-code-list-other = «{ $path }» es otra lista u otra versión · la que sigue es «{ $name }», versión { $version }
cli-settle-foreign = «{ $value }» no lo firmó un dispositivo de esta institución · solo dirime sus propias bitácoras
cli-rotate-what = No se dice a quiénes · añada --to o --commit
cli-recovery-none = «{ $path }» no lleva el anuncio de una recuperación · empiece con: cabildo padrón recuperar
cli-recovery-waits = Todavía se puede objetar hasta el { $until } · complétela entonces
cli-recovery-notice = Anuncio: han de gobernar { $scope } { $who }
cli-recovery-until = Dado el { $issued }; quien objete puede hacerlo hasta el { $until }
cli-recovery-veto = Los gobernantes actuales objetan publicando cualquier versión que siga: entonces este anuncio no vale
cli-recovery-ready = «{ $path }» tiene todas las firmas · hágalo público; desde el { $until }: cabildo padrón completar
cli-recovery-countersigned = Instituciones que han refrendado: { $have } de { $need } que hacen falta
cli-change-settles = Vale en lugar de los otros padrones de la versión anterior: { $n }
cli-change-commits = Se compromete con quien firme después, por el resumen { $hash }
cli-change-recovers = Recupera un quórum perdido
cli-change-mandate = Mandato «{ $code }»: { $act }
cli-change-mandate-themes =   abarca { $list }
cli-change-mandate-until =   hasta el { $until }

## Alarmas, y lo que un nodo no muestra

cli-alarm-rosters = ALARMA: hay dos padrones de { $scope } en la versión { $version }, y estas claves firmaron los dos: { $list } · hable con quien las tiene; hasta que la versión que sigue lo dirima, vale solo lo que ambos conceden
cli-alarm-rosters-split = ALARMA: del padrón de { $scope } hay dos historias desde la versión { $version }, y estas claves firmaron las dos: { $list } · ninguna versión lo dirime ya: cada nodo conserva la suya; acuerden de viva voz cuál vale, y quien tenga la otra empiece de nuevo con una invitación
cli-alarm-rosters-over = Hubo dos padrones de { $scope } en la versión { $version }, y estas claves firmaron los dos: { $list }. Después se dirimió.
cli-alarm-fork = ALARMA: el dispositivo «{ $device }» de { $who } se contradijo en el lugar { $seq } de su bitácora: dos mensajes distintos, o uno cuya firma no vale · lo que sigue está en disputa hasta que la institución diga qué rama vale: cabildo padrón dirimir
cli-hidden = Asuntos que la política de este nodo no muestra: { $n } (por institución { $institution }, por clase { $kind }, por tema { $theme })
cli-hidden-answers = Respuestas que la política de este nodo no muestra: { $n }
cli-opaque-hidden_here = La política de este nodo no lo muestra; aquí se guarda y vale como cualquier otro.
tui-opaque-hidden_here = La política de este nodo (policy.toml) no lo muestra. Aquí se guarda y vale como cualquier otro.
cli-awaits-second = Extremo y real: espera un segundo dispositivo de su propia institución · quien esté de acuerdo acusa recibo desde otro dispositivo: cabildo acusar
cli-cited-other_theme = este mandato no abarca el tema de la propuesta
cli-cited-ended = este mandato había terminado
cli-cited-unknown = este mandato no está en el padrón de la institución
tui-awaits-second = Espera un segundo dispositivo de su propia institución: quien allí esté de acuerdo acusa recibo.
tui-hidden = No se muestra aquí, por la política de este nodo: { $n }
tui-alarms = Alarmas de la federación: { $n }. { $key } las muestra.

## Terminal: la federación

tui-place-federation = En la federación
tui-key-federation = ver la federación
tui-federation-title = { $name } · miembros: { $n }
tui-federation-charter = La carta
tui-federation-chamber = Cámara de { $country }
# Igual en inglés: solo el orden, que es el mismo
tui-federation-kind = { $kind } ({ $n })
tui-federation-governors = firman { $need } de { $n } gobernantes
tui-federation-version = versión { $n }
tui-federation-four-eyes = un aviso extremo y real necesita un segundo dispositivo
tui-federation-provisional = provisional: la gobiernan muy pocos
tui-federation-no-recovery = sin claves para un quórum perdido
tui-federation-no-roster = aquí aún no hay padrón
tui-federation-overdue = vencido: hace falta una versión nueva
tui-federation-contested = dos padrones de una misma versión
tui-federation-suspended = suspendida
tui-federation-left = ya no es miembro
tui-federation-forks = bitácoras bifurcadas: { $n }
tui-federation-keys = dispositivos { $devices }, terminados { $ended }, nodos { $nodes }
tui-federation-twice = Dos padrones de { $scope } en la versión { $version }: { $list } firmaron los dos. Hable con quien tiene estas claves; hasta que la versión que sigue lo dirima, vale solo lo que ambos conceden.
tui-federation-split = Dos historias del padrón de { $scope } desde la versión { $version }: { $list } firmaron las dos. Ninguna versión lo dirime ya: cada nodo conserva la suya. Acuerden de viva voz cuál vale; quien tenga la otra empieza de nuevo con una invitación.
tui-federation-twice-over = Hubo dos padrones de { $scope } en la versión { $version }: { $list } firmaron los dos. Después se dirimió.
tui-federation-fork = El dispositivo «{ $device }» de { $who } se contradijo en el lugar { $seq } de su bitácora: dos mensajes distintos, o uno cuya firma no vale. Lo que sigue está en disputa hasta que { $who } diga qué rama vale.

## Línea de órdenes: --plain

cli-plain-welcome = Cabildo en líneas, en el nodo de { $who }. «ayuda» dice lo que se puede escribir.
cli-plain-prompt = Número u orden
cli-plain-prompt-thread = «responder», «comentar», número u orden; Intro vuelve a la bandeja
cli-plain-inbox = Bandeja; esperan nuestra respuesta: { $n }
cli-plain-found = Encontrados: { $n }
cli-plain-fresh = Mensajes nuevos: { $n }
cli-plain-alert = ! { $kind } de { $who }: { $title } · «0» lo lee
cli-plain-back = El nodo responde otra vez.
cli-plain-unknown = No se entiende «{ $value }» · «ayuda» dice lo que se puede escribir
cli-plain-no-number = No hay un número { $value } en la lista.
cli-plain-nothing-read = Primero lea un asunto: escriba su número.
cli-plain-no-answer = A este asunto no se le puede contestar.
cli-plain-search = Palabras que se buscan
cli-plain-speaks = Idioma: { $language }
cli-plain-no-language = no hay un idioma «{ $value }»; puede ser { $known }
cli-plain-writing = «*» solo en una línea deja de escribir sin enviar; Intro salta lo que es opcional.
cli-plain-lines = { $what }: varias líneas; «.» solo en una línea termina
cli-plain-line = Línea
# Igual en inglés: solo el orden, que es el mismo
cli-plain-in = { $what } ({ $language })
cli-plain-or-usual = { $what } (Intro: { $usual })
cli-plain-needed = Esto hace falta.
cli-plain-too-long = La línea tiene más de { $max } KiB y no se usó.
cli-plain-no-count = «{ $value }» no es un número de personas.
cli-plain-text = Texto
cli-plain-title = Título
cli-plain-summary = Resumen
cli-plain-headline = Titular
cli-plain-description = Descripción
cli-plain-instruction = Qué deben hacer las personas
cli-plain-cancel-reason = Motivo
cli-plain-status = Clase de aviso
cli-plain-mandate = Facultad
cli-plain-venue = Sede
cli-plain-reason = Razón (opcional)
cli-plain-note = Nota (opcional)
cli-plain-note-rsvp = Nota, sin nombres de personas (opcional)
cli-plain-needs = Necesidades, como silla=1 (opcional)
cli-plain-item = Punto: título;minutos;hora;@quien expone;#textos. Intro termina
cli-plain-another = Otro idioma del texto, como en o pt; Intro sigue
cli-plain-look = Último vistazo: { $kind }
cli-plain-asked = Se pide respuesta a
cli-plain-all = todas las instituciones
cli-plain-usual-time = el plazo usual
cli-plain-signed-as = Se firma en nombre de { $who }; después solo se puede retirar su texto, nunca el acto.
cli-plain-send = ¿Enviar? s/n
cli-plain-yes = sí
cli-plain-cancelled = No se envió nada.
cli-plain-help = Se puede escribir:
cli-plain-do-list = la bandeja, lo urgente primero
cli-plain-do-search = busca palabras en títulos, textos breves e instituciones
cli-plain-do-show = lee un asunto por su número o su identificador; el número solo basta
cli-plain-do-respond = contesta lo que se acaba de leer: acuse, postura o asistencia
cli-plain-do-comment = comenta lo que se acaba de leer
cli-plain-do-propose = escribe una propuesta
cli-plain-do-alert = escribe un aviso de crisis
cli-plain-do-agenda = convoca a una cumbre
cli-plain-do-status = el estado del nodo
cli-plain-do-peers = los demás nodos
cli-plain-do-language = el idioma siguiente, o el que se nombre
cli-plain-do-help = esta ayuda
cli-plain-do-quit = termina

## Línea de órdenes: papel

cli-paper-signed = Firma
cli-paper-id = Identificador
cli-paper-fingerprint = Huella (SHA-256)
cli-paper-signer = Firma por
cli-paper-key = Clave
cli-paper-log = Bitácora
cli-paper-place = { $log }, mensaje { $seq }
cli-paper-lane-0 = de crisis
cli-paper-lane-1 = de actos
cli-paper-rosters = Registros
cli-paper-versions = federación { $charter } · país { $chamber } · institución { $institution }
cli-paper-checked = La firma se comprobó al escribir esta hoja.
cli-paper-printed = Estado al { $at }.
cli-paper-theme = Tema
cli-paper-places = Lugares
cli-paper-until = Respuesta hasta
cli-paper-answered = Respondieron
cli-paper-missing = Faltan
cli-paper-when = Cuándo
cli-paper-begins = Hora
cli-paper-lasts = Duración
cli-paper-item = Punto
cli-paper-presenter = Presenta
cli-paper-who = Quién y cuándo
cli-paper-what = Qué
cli-paper-said = Texto
cli-paper-written = Se escribió { $path }
cli-paper-exists = { $path } ya existe · escriba otro nombre, o --force para reemplazarlo
cli-paper-unwritable = no se puede escribir { $path }: { $why }
cli-paper-forged = la firma de { $id } no es de quien dice: { $why }

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
kind-erasure = borrado
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
ack-rejected = no sirve como está

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
# Igual en inglés: nombres de los idiomas en el propio idioma
language-pt = português

## Pantalla: líneas de arriba y de abajo

tui-connecting = conectando con el nodo…
tui-banner-demo = Demostración: todo se borrará al salir
tui-alert = AVISO DE CRISIS
tui-alert-exercise = SIMULACRO
tui-alert-read = { $key }: leer
tui-alert-short = AVISO
tui-lost = nodo perdido { $since } · se lee lo que hay; reconectando solo
tui-back = El nodo ha vuelto.
tui-connected = { $connected } de { $known } nodos en línea
tui-alone = lo escrito saldrá en cuanto haya otro
tui-up-to-date = al día
tui-behind = { $n ->
    [one] falta { $n } mensaje
   *[other] faltan { $n } mensajes
}
tui-locked = clave cerrada: «u» la abre
tui-read-only = solo lectura: { $why }
tui-too-small = La ventana mide { $size }: hacen falta al menos { $need } para leer algo aquí.
tui-speaks = Ahora en { $language }.
tui-forked = Hay dos versiones de lo que firmó { $who }: sus mensajes quedan en disputa.

## Pantalla: bandeja

tui-part-waiting = Esperan nuestra respuesta ({ $n })
tui-part-open = Vigentes y abiertos ({ $n })
tui-part-rest = Terminados ({ $n })
tui-inbox-empty = No hay nada en la bandeja. Lo que llegue aparecerá aquí.
tui-inbox-loading = Leyendo la bandeja…
tui-nothing-read = Elija un asunto de la lista.
tui-untitled = (sin título)
tui-unknown = desconocido
tui-exercise = SIMULACRO
tui-waits-until = nos espera hasta { $at } ({ $span })
tui-waits-late = nos espera con { $span } de retraso ({ $at })
tui-we-said = contestamos: { $said }
tui-open-until = cierra { $moment }
tui-answered = { $k } de { $n } contestaron
tui-count = { $k } de { $n }
tui-disputed = en disputa
tui-held = faltan mensajes anteriores
tui-has-draft = borrador

## Pantalla: lectura

tui-loading = Leyendo…
tui-not-read = No se pudo leer: { $why }
tui-not-here = El nodo no responde y este asunto no se había leído antes. Se mostrará en cuanto vuelva.
tui-held-long = Faltan aquí mensajes anteriores del mismo autor; el nodo los está pidiendo.
tui-disputed-long = En disputa: de esta clave hay dos mensajes distintos en un mismo lugar. Se muestra y no se cuenta hasta que su institución lo aclare.
tui-message-from = Mensaje de { $who } · { $when }
tui-opaque-unknown_version = Lo escribió una versión más nueva del programa. Se guarda y se transmite; para leerlo, actualice este.
tui-opaque-unknown_kind = Es de una clase que esta versión no conoce. Se guarda y se transmite; para leerlo, actualice el programa.
tui-opaque-no_body = Solo ha llegado el encabezado; el nodo está pidiendo el texto.
tui-opaque-malformed = No se puede leer: su contenido está mal formado.
tui-opaque-sealed = Está cifrado para otros destinatarios.
tui-opaque-void = No vale: su autor no tenía ese derecho cuando lo firmó.
tui-opaque-not_due = Lleva una fecha futura; se mostrará cuando llegue.
tui-opaque-not_a_thread = Responde a algo que no es un asunto.
tui-opaque-erased = Su institución borró este texto. Quedan el encabezado y la firma.
tui-opaque-no_root = El mensaje al que responde todavía no ha llegado aquí.
tui-proposal-from = Propuesta de { $who } · { $when }
tui-notice-from = Aviso de crisis de { $who } · { $when }
tui-agenda-from = Agenda de { $who } · { $when }
tui-clock-position-until = Posturas: cierra { $moment }
tui-clock-position-over = Posturas: cerró { $moment }
tui-clock-ack-until = Se pide acuse: vence { $moment }
tui-clock-ack-over = Se pedía acuse: venció { $moment }
tui-clock-rsvp-until = Se pide respuesta: vence { $moment }
tui-clock-rsvp-over = Se pedía respuesta: venció { $moment }
tui-we-are-asked-position = Nos piden una postura: «r» para contestar
tui-we-are-asked-ack = Nos piden acuse: «r» para contestar
tui-we-are-asked-rsvp = Nos preguntan si vamos: «r» para contestar
tui-theme = Tema
tui-places = Lugares
tui-positions = Posturas ({ $n })
tui-no-positions = Todavía no hay posturas que cuenten.
tui-mandate = mandato: { $act }
tui-late = Fuera de plazo, no se cuentan ({ $n })
tui-silent-position = Sin postura ({ $n })
tui-silent-ack = Sin acuse ({ $n })
tui-silent-rsvp = Sin respuesta ({ $n })
tui-us = nosotros
tui-comments = Comentarios ({ $n })
tui-mark-exercise = ▲ SIMULACRO · NO ES UNA EMERGENCIA REAL ▲
tui-mark-system = MENSAJE ENTRE SISTEMAS · NO PIDE NADA A LAS PERSONAS
tui-mark-test = PRUEBA TÉCNICA · NO PIDE NADA A LAS PERSONAS
tui-mark-draft = BORRADOR DE AVISO · NO SE DEBE USAR
tui-mark-cancelled = CANCELADO
tui-mark-expired = VENCIDO · ya no está vigente
tui-cancelled-by = Lo canceló { $who } · { $when }
tui-block = Parte { $n } de { $of }
tui-severity = Gravedad
tui-grade = urgencia { $urgency } · certeza { $certainty }
tui-effective = Rige desde
tui-onset = Comienza
tui-expires = Vence
tui-what-to-do = Qué hacer
tui-responses = Medidas
tui-what-happens = Qué pasa
tui-where = Dónde
tui-circle = círculo de { $km } km alrededor de { $at }
tui-polygon = polígono de { $n } puntos desde { $at }
tui-altitude = desde { $feet } pies de altitud
tui-ceiling = hasta { $feet } pies de altitud
tui-sender-name = Emite
tui-audience = Para
tui-contact = Contacto
# Igual en inglés: la palabra es la misma
tui-web = Web
tui-parameters = Parámetros
tui-event-codes = Códigos del suceso
tui-resource = Anexo
tui-scope = Alcance
tui-scope-restricted = restringido
tui-scope-private = privado
tui-note = Nota
tui-source = Fuente
tui-incidents = Incidentes
tui-codes = Códigos
tui-origin = Tomado de
tui-acks = Acuses ({ $k } de { $n })
tui-no-acks = Nadie ha acusado recibo todavía.
tui-first-ack = tras { $span }
tui-updates = Actualizaciones ({ $n })
tui-when-there = En la sede
tui-when-here = Hora de aquí
tui-clock-there = Sede
tui-clock-here = Aquí
tui-venue = Lugar
tui-host = Anfitrión
tui-items = Puntos ({ $n })
tui-papers = { $n ->
    [one] { $n } documento
   *[other] { $n } documentos
}
tui-rsvps = Asistencia ({ $k } de { $n } contestaron)
tui-coming = { $here } en persona · { $remote } por video
tui-access = Accesibilidad
tui-people = { $n ->
    [one] { $n } persona
   *[other] { $n } personas
}

## Pantalla: escribir

tui-write-ack = Acuse del aviso
tui-write-position = Postura
tui-write-rsvp = Asistencia
tui-write-comment = Comentario en { $language }
tui-type-ack = Qué se hace, se necesita o se ofrece (opcional)
tui-type-position = Razón (opcional)
tui-type-rsvp = Algo más, sin nombres de personas (opcional)
tui-type-comment = Escriba aquí
tui-attendance = Asistencia
tui-how-many = Personas
tui-signed-as = Se firma por la institución; después solo se retira el texto.
tui-sending = enviando: el nodo todavía no lo confirma
tui-saved = Guardado en el nodo · { $id }…
tui-restored = Borrador recuperado ({ $when })
tui-kept = Borrador guardado
tui-kept-leave = Borrador guardado · Ctrl-C otra vez para salir
tui-leave = Ctrl-C otra vez para salir
tui-rejected-why = Escriba por qué no sirve; su autor lo lee.
tui-nothing-typed = No hay nada escrito que enviar.
tui-send-later = No hay nodo: el borrador queda guardado; envíelo cuando vuelva.
tui-no-answer = A este asunto no se le puede contestar.
tui-not-granted = Los padrones no permiten que su institución, o esta clave, escriba eso.
tui-drafts-found = { $n ->
    [one] Hay { $n } borrador sin enviar, marcado con ✎
   *[other] Hay { $n } borradores sin enviar, marcados con ✎
}
tui-draft-failed = El borrador no se pudo guardar: { $why }
tui-paste-nowhere = Lo pegado no se usó: aquí no se escribe.
tui-paste-long = Lo pegado no cabe: el máximo es { $max } KiB. No se insertó nada.
tui-pasted = { $removed ->
    [0] Pegado: { $lines ->
        [one] { $lines } línea
       *[other] { $lines } líneas
    }
   *[other] Pegado: { $lines ->
        [one] { $lines } línea
       *[other] { $lines } líneas
    }; caracteres de control o invisibles quitados: { $removed }
}
tui-failed = No se envió; el texto se conserva: { $why }
tui-failed-refused = La federación no lo acepta; el texto se conserva: { $why }
tui-failed-not_permitted = No está permitido; el texto se conserva: { $why }
tui-failed-read_only = El nodo no puede guardar ahora; el texto se conserva: { $why }
tui-failed-conflict = Otro mensaje ocupó ese lugar; el texto se conserva, envíe otra vez: { $why }
tui-failed-unconfirmed = No se sabe si el nodo lo guardó; el texto se conserva, envíe otra vez y quedará una sola vez: { $why }
tui-failed-not_running = El nodo no responde; el texto se conserva: { $why }
tui-passphrase-title = Clave cerrada
tui-passphrase-why = Escriba la contraseña de la clave de este equipo para poder firmar. Esc: solo leer.
tui-passphrase-trying = probando…
tui-passphrase-wrong = Incorrecta.
tui-passphrase-wait = Incorrecta. Puede probar otra vez en { $seconds } s.
tui-unlocked = La clave está abierta.
tui-reads-only = Solo lectura · «u» abre la clave

## Pantalla: formularios de actos nuevos

tui-new-title = Escribir algo nuevo
tui-new-help = Enter elige · D borra o deja pasar · Esc cierra
tui-sheet-proposal = Propuesta
tui-sheet-notice = Aviso de crisis
# Igual en inglés: la palabra es la misma
tui-sheet-agenda = Agenda
tui-sheet-position = Postura con mandato
tui-sheet-preview = así se verá en
tui-sheet-look = última mirada
tui-field-title = Título
tui-field-summary = Resumen
tui-field-text = Texto
tui-field-theme = Tema
tui-field-places = Lugares
tui-field-asked = A quién se pregunta
tui-field-agenda-asked = A quién se invita
tui-field-respond-by = Contestar hasta
tui-field-amend-until = Enmendar hasta
tui-field-rule = Se decide por
tui-field-quorum = Quórum
tui-field-voters = Quién vota
tui-check-quorum = «{ $value }» no es un quórum · escriba un número, o mx=2, cl=1
tui-field-event = Suceso
tui-field-headline = Titular
tui-field-description = Qué pasa
tui-field-instruction = Qué hacer
tui-field-area = Zona
tui-field-severity = Gravedad
tui-field-urgency = Urgencia
tui-field-certainty = Certeza
tui-field-category = Categoría
tui-field-status = Es
tui-field-expires = Vence
tui-field-contact = Contacto
tui-field-starts = Comienza
tui-field-ends = Termina
tui-field-time-zone = Zona horaria
tui-field-venue = Sede
tui-field-items = Puntos
tui-field-speakers = Ponentes
tui-field-rooms = Salas
tui-field-interpretation = Interpretación
tui-field-stance = Postura
tui-field-reason = Razón
tui-field-mandate = Mandato
tui-hint-field-title = una línea que lo nombre
tui-hint-field-summary = un párrafo; puede faltar
tui-hint-field-text = el texto que se somete a los demás
tui-hint-field-theme = una palabra de la lista de temas, como agua; puede faltar
tui-hint-field-places = códigos o nombres, con comas: mx:20067, MX-OAX, Morelia
tui-hint-field-asked = nombres, códigos o países, con comas; vacío: a todas
tui-hint-field-respond-by = 48h, 15d o 2026-12-02 18:00; vacío: 48 horas
tui-hint-field-amend-until = enmiendas y textos nuevos hasta entonces; vacío: mientras se toman posturas
tui-hint-field-rule = qué la aprueba; ← → elige
tui-hint-field-quorum = cuántas instituciones deben tomar postura; de un país: mx=2, cl=1
tui-hint-field-voters = nombres o ids separados por comas, mx o cl por país; vacío: todas
tui-hint-field-event = en pocas palabras: inundación, sismo, incendio
tui-hint-field-headline = lo que se lee primero
tui-hint-field-description = hechos: qué, desde cuándo, cuánto
tui-hint-field-instruction = qué debe hacer quien lo lee
tui-hint-field-area = calles, barrios, cuencas
tui-hint-field-severity = ← y → cambian
tui-hint-field-urgency = ← y → cambian
tui-hint-field-certainty = ← y → cambian
tui-hint-field-category = ← y → cambian
tui-hint-field-status = ← y → cambian: real, simulacro o prueba
tui-hint-field-expires = 12h, 2d o 2026-12-02 18:00; vacío: sin límite
tui-hint-field-contact = teléfono o correo de guardia; sin nombres de personas
tui-hint-field-starts = 2026-12-02 10:00, en la hora de la sede
tui-hint-field-ends = 2026-12-02 14:00, en la hora de la sede
tui-hint-field-time-zone = como America/Santiago o America/Mexico_City
tui-hint-field-venue = edificio y sala
tui-hint-field-items = uno por línea: 10:00 45 Título @ quien expone #cbm1… (textos)
tui-hint-field-speakers = una línea por punto, por su cargo; - si no hay
tui-hint-field-rooms = una línea por punto; - si no hay
tui-hint-field-interpretation = idiomas: en, pt para todos los puntos, o 1: en; 3: en, arn
tui-hint-field-stance = ← y → cambian
tui-hint-field-reason = por qué
tui-hint-field-mandate = el acto que la autoriza: Acuerdo 12/2026
tui-check-missing = falta: escríbalo en algún idioma
tui-check-when = «{ $value }» no se entiende · 48h, 3d o 2026-12-02 18:00
tui-check-past = «{ $value }» ya pasó · escriba un momento futuro
tui-check-institution = «{ $value }» no es miembro, o son varios · escriba el código
tui-check-place = «{ $value }» no es un lugar · mx:20067, MX-OAX o MX
tui-check-area = diga la zona en palabras además del código
tui-check-zone = «{ $value }» no es una zona horaria · America/Santiago
tui-check-order = termina antes de comenzar
tui-check-item = «{ $value }» no se entiende · 10:00 45 Título
tui-check-outside = «{ $value }» queda fuera del horario
tui-check-item-count = en «{ $value }» no hay tantos puntos como en el primer idioma
tui-check-item-number = «{ $value }»: no hay tal punto · 1: en; 3: en, arn
tui-check-language = «{ $value }» no es una etiqueta de idioma · en, pt, arn
tui-check-long = demasiado largo: { $value }
tui-check-blank = queda ____ por llenar { $value }
tui-check-protocol = la federación no lo aceptaría: { $value }
tui-tag-title = Escribir también en otro idioma
tui-tag-help = etiqueta BCP 47: es, en, pt, arn, zap · Enter añade
tui-bad-tag = «{ $tag }» no es una etiqueta de idioma · es, en, pt-BR, arn
tui-look-at-once = Esto se firma. Sale en el acto y no se puede retirar.
tui-look-take-back = Esto se firma. Después hay { $seconds } segundos para retirarlo.
tui-look-institution = Firma
tui-look-key = Clave
tui-look-kind = Clase
tui-look-asked = Se pregunta a
tui-look-all = todas las instituciones
tui-look-by = Hasta
# Igual en inglés: unidad
tui-look-bytes = Bytes
tui-look-thread = Asunto
tui-look-answer = Respuesta
tui-look-ack = Enter firma «{ $ack }» por { $who } y sale en el acto.
tui-counting = Se firma en { $seconds } s: { $what } · { $key } lo retira
tui-taken-back = Retirado: no se firmó nada y queda como borrador.
tui-nothing-to-take-back = No hay nada que retirar.
tui-draft-deleted = Borrador borrado.
tui-paste-full = No cabe: el mensaje llegaría a más de 256 KiB. No se insertó nada.
tui-edited-removed = { $removed ->
    [one] Se quitó { $removed } carácter que las terminales obedecen o nadie ve.
   *[other] Se quitaron { $removed } caracteres que las terminales obedecen o nadie ve.
}
tui-editor-failed = El editor no devolvió el texto, que queda como estaba: { $why } · ponga otro en VISUAL o EDITOR
tui-template-proposal = Propuesta
tui-template-flood = Aviso: inundación
tui-template-flood-event = Inundación
tui-template-flood-headline = Inundación en ____
tui-template-flood-description = Desde las ____ el agua sube en ____. Vialidades cerradas: ____.
tui-template-flood-instruction = No cruce corrientes de agua a pie ni en vehículo. Suba a un lugar alto. Albergue: ____.
# Igual en inglés: no hay palabras
tui-template-flood-area = ____
tui-template-quake = Aviso: sismo
tui-template-quake-event = Sismo
tui-template-quake-headline = Sismo sentido en ____
tui-template-quake-description = A las ____ se sintió un sismo. Daños conocidos: ____.
tui-template-quake-instruction = Aléjese de muros y cables. Cierre el gas. Espere réplicas.
# Igual en inglés: no hay palabras
tui-template-quake-area = ____
tui-template-fire = Aviso: incendio
tui-template-fire-event = Incendio forestal
tui-template-fire-headline = Incendio forestal en ____
tui-template-fire-description = Fuego activo desde las ____ en ____. Avanza hacia ____.
tui-template-fire-instruction = Evacúe si se lo piden. Cierre puertas y ventanas. Deje libre el paso a los bomberos.
# Igual en inglés: no hay palabras
tui-template-fire-area = ____
tui-template-water = Aviso: corte de agua
tui-template-water-event = Corte de agua
tui-template-water-headline = Corte de agua en ____
tui-template-water-description = Sin suministro desde las ____ por ____. Se espera reponerlo a las ____.
tui-template-water-instruction = Guarde agua para beber. Camiones aljibe: ____.
# Igual en inglés: no hay palabras
tui-template-water-area = ____
tui-template-exercise = Aviso: simulacro
tui-template-exercise-event = Simulacro
tui-template-exercise-headline = Simulacro de ____
tui-template-exercise-description = Es un simulacro: no hay ninguna emergencia. Comienza a las ____.
tui-template-exercise-instruction = Acuse recibo y siga el plan de ____.
tui-template-notice = Aviso: otro
# Igual en inglés: la palabra es la misma
tui-template-agenda = Agenda
tui-template-proposal-text = Se propone ____.

    Por qué: ____.

    Cada institución aporta ____.
tui-template-agenda-items = 10:00 15 Bienvenida
    10:15 45 ____
    11:00 30 Acuerdos
tui-place-sheet = En un formulario
tui-place-preview = Al ver cómo quedará
tui-place-look = En la última mirada
tui-place-pick = En una lista
tui-key-new = escribir una propuesta, un aviso, una agenda, una declaración o retroalimentación; seguir un borrador
tui-key-take-back = retirar lo que se acaba de enviar
tui-key-mandate = citar el mandato de la postura
tui-key-look = ver lo que se firma, y firmar
tui-key-next-field = el campo siguiente
tui-key-previous-field = el campo anterior
tui-key-next-language = ver el idioma siguiente
tui-key-previous-language = ver el idioma anterior
tui-key-add-language = escribir también en otro idioma
tui-key-preview = ver cómo lo verán los demás
tui-key-editor = escribir en el editor propio (VISUAL o EDITOR)
tui-key-to-form = volver al formulario
tui-key-sign = firmar y enviar
tui-key-pick = elegir la línea
tui-hint-new = nuevo
tui-hint-mandate = con mandato
tui-hint-look = revisar
tui-hint-next-field = campo
tui-hint-next-language = idioma
tui-hint-add-language = otro idioma
tui-hint-preview = vista
tui-hint-to-form = seguir escribiendo
tui-hint-sign = firmar y enviar
tui-hint-pick = elegir

## Pantalla: red, búsqueda y paleta

tui-oldest = contestar en { $span }
tui-oldest-late = contestar: { $span } de retraso
tui-drafts = { $n ->
    [one] { $n } borrador
   *[other] { $n } borradores
}
tui-network-title = Red: { $connected } de { $known } nodos en línea
tui-network-nobody = El registro todavía no nombra otros nodos.
# Igual en inglés: abreviatura internacional
tui-network-rtt = { $ms } ms
tui-network-connected = en línea
tui-network-away = sin enlace
tui-network-sync = comparado { $when }
tui-network-never = sin comparar aún
tui-network-next = se intenta otra vez en { $seconds } s
tui-palette-title = Hacer o abrir
tui-find-nothing = No se encontró nada.
tui-place-find = Al buscar
tui-place-network = En la red
tui-key-find = buscar en la bandeja o en la ayuda
tui-key-palette = hacer o abrir cualquier cosa por sus letras
tui-key-network = ver los demás nodos
tui-key-find-done = quedarse con lo encontrado
tui-key-find-clear = quitar la búsqueda
tui-hint-find = buscar
tui-hint-find-done = a la lista
tui-hint-find-clear = quitar
tui-hint-refresh = preguntar otra vez

## Pantalla: lo que anotan los operadores del nodo

tui-flagged = señalado
tui-care = lo atiende { $who }
tui-care-ours = lo atendemos aquí
tui-mark-failed = No se anotó: { $why }
tui-mark-later = No hay nodo en que anotarlo.
tui-key-flag = señalar el asunto para los demás operadores, o quitar la señal
tui-key-care = atender el asunto, o dejarlo

## Pantalla: ayuda y teclas

tui-help-title = Ayuda
tui-help-more = { $k } de { $n }
tui-place-inbox = En la bandeja
tui-place-reader = Al leer
tui-place-everywhere = En las dos
tui-place-menu = Al elegir una respuesta
tui-place-editor = Al escribir
tui-place-passphrase = Con la clave cerrada
tui-keyname-pageup = RePág
tui-keyname-pagedown = AvPág
tui-keyname-home = Inicio
tui-keyname-end = Fin
tui-keyname-space = Espacio
tui-keyname-backspace = Retroceso
tui-key-open = leer el asunto elegido
tui-key-next = el siguiente
tui-key-previous = el anterior
tui-key-scroll-down = una línea abajo
tui-key-scroll-up = una línea arriba
tui-key-answer = contestar: acuse, postura o asistencia
tui-key-comment = comentar
tui-key-next-thread = el asunto siguiente
tui-key-previous-thread = el asunto anterior
tui-key-page-down = una pantalla abajo
tui-key-page-up = una pantalla arriba
tui-key-top = al principio
tui-key-bottom = al final
tui-key-pane = pasar de la lista al texto y al revés
tui-key-back = volver a la lista; quitar un aviso de arriba
tui-key-alert = leer el aviso que acaba de llegar
tui-key-unlock = abrir la clave con la contraseña
tui-key-refresh = leer todo otra vez
tui-key-language = cambiar de idioma
tui-key-help = mostrar o cerrar esta ayuda
tui-key-quit = salir
tui-key-send-choice = enviar lo elegido
tui-key-note = añadir una nota o razón
tui-key-more = más, o la opción siguiente
tui-key-less = menos, o la opción anterior
tui-key-close = cerrar
tui-key-send = firmar y enviar
tui-key-keep = cerrar y guardar el borrador
tui-key-read-only = seguir sin firmar
tui-hint-open = leer
tui-hint-answer = contestar
tui-hint-comment = comentar
tui-hint-back = volver
tui-hint-language = English
tui-hint-help = ayuda
tui-hint-quit = salir
tui-hint-send = enviar
tui-hint-note = con nota
tui-hint-close = cerrar
tui-hint-keep = guardar borrador
tui-hint-unlock = abrir
tui-hint-read-only = solo leer

## Pantalla: al empezar

tui-no-terminal = Aquí no hay una terminal en la que dibujar · use «cabildo listar» y «cabildo mostrar ID»
tui-panicked = Una parte del programa falló, como se dice arriba · lo escrito quedó como borrador: abra Cabildo otra vez y avise del fallo

## Demostración sin terminal

demo-started = La federación de demostración está en marcha: { $nodes } nodos en esta máquina. Todo se borrará al terminar.
demo-cut = { $node } queda sin red durante toda la prueba.
demo-trouble = { $node } no puede escribir: { $problem }
demo-converged = Los { $nodes } nodos tienen los mismos { $messages } mensajes, también tras reabrir sus almacenes. Hasta el último nodo: la mitad en { $half } ms o menos, el más lento en { $max } ms.
demo-apart = De { $nodes } nodos, no todos tienen los { $messages } mensajes confirmados. Les falta a: { $behind }.

## El reloj frente a los de otros

clock-right = en hora, según { $n ->
    [one] una institución
   *[other] { $n } instituciones
}
clock-behind = { $span } atrasado respecto de { $n ->
    [one] una institución
   *[other] { $n } instituciones
}
clock-ahead = { $span } adelantado respecto de { $n ->
    [one] una institución
   *[other] { $n } instituciones
}
cli-status-clock = Reloj
cli-clock-warning = El reloj del nodo está { $clock }: lo que se firme ahora llevará una hora equivocada · timedatectl set-ntp true
cli-doctor-clock-measured = a { $seconds } s { $n ->
    [one] del reloj de una institución
   *[other] de los relojes de { $n } instituciones (mediana)
}
cli-doctor-clock-slow = { $span } atrasado ({ $seconds } s), según { $n ->
    [one] el reloj de una institución
   *[other] los relojes de { $n } instituciones
}
cli-doctor-clock-fast = { $span } adelantado ({ $seconds } s), según { $n ->
    [one] el reloj de una institución
   *[other] los relojes de { $n } instituciones
}
tui-clock = El reloj del nodo está { $clock }
tui-clock-remedy = «cabildo revisar reloj» dice cómo ponerlo en hora

## Las guardias

kind-rota = rol de guardias
cli-verb-rota = guardias
cli-help-rota = Dice quién está de guardia, o firma otro rol de guardias
cli-example-rota = cabildo guardias --turn "guardia-1 2026-12-01T20:00 12h guardia-2"
cli-arg-turn = Una guardia: quién (por su función, no por su nombre), desde, hasta o cuánto tiempo, y quién suple
cli-arg-add = Conserva las guardias del rol anterior que no hayan terminado
cli-arg-clear = Firma un rol sin guardias
cli-rota-none = no hay rol de guardias; firme uno con «cabildo guardias --turn …»
cli-rota-now = { $person } hasta { $to }
cli-rota-backup = suplente: { $who }
cli-rota-next = después: { $person } desde { $from }
cli-rota-nobody = nadie
cli-rota-signed = firmado el { $at }
cli-bad-turn = «{ $value }» no es una guardia · escriba «guardia-1 2026-12-01T20:00 12h guardia-2»
cli-status-duty = De guardia
cli-shift-duty = De guardia: { $duty }
tui-duty = de guardia: { $person }
tui-duty-nobody = nadie está de guardia
tui-duty-until = De guardia hasta { $to }: { $person }
tui-duty-backup = suplente: { $who }
tui-duty-next = después, desde { $from }: { $person }

## Lo que impide a un nodo arrancar

cli-home-missing = no hay carpeta de un nodo en «{ $path }» · cree una con «cabildo demo --write», o nombre otra con --home
cli-home-unnamed = no se nombra ninguna carpeta · indique --home, o ponga CABILDO_HOME, XDG_DATA_HOME o HOME
cli-newer-format = «{ $path }» tiene el formato { $found } y esta versión conoce hasta el { $known } · instale la versión más nueva; no se ha cambiado nada
cli-socket-long = la ruta del socket tiene { $length } bytes y el sistema permite { $max }: «{ $path }» · ponga una más corta en config.toml: [api] socket = "/run/cabildo/api.sock"
cli-store-in-use = otro nodo está usando «{ $path }» · deténgalo antes
cli-no-rosters = en «{ $path }» no hay padrones · ponga ahí los archivos que llegaron con la invitación
cli-port-taken = el puerto de { $address } lo ocupa { $holder } · deténgalo, o ponga otro puerto en config.toml: [network] listen
cli-port-other = otro programa

## Cosas menores

cli-help-demo-plain = Hable por Oaxaca en líneas numeradas, sin pantalla
cli-verb-update = actualizar
cli-verb-cancel = anular
cli-plain-do-update = cambiar el aviso propio que se leyó
cli-plain-do-cancel = retirar el aviso propio que se leyó
cli-plain-not-ours = lo leído no es un aviso propio
cli-plain-keep = Una respuesta vacía conserva lo que dice el aviso.
cli-status-zone = Huso horario
zone-from-roster = según el padrón
zone-from-municipality = el del municipio; el padrón no lo dice
zone-from-subdivision = el de la mayoría de los municipios de ahí; el padrón no lo dice
zone-from-country = el de la mayoría de los municipios del país; el padrón no lo dice
tui-field-agenda-places = Lugar
tui-check-one-place = un lugar, no más
tui-check-paper = «{ $value }» no es ningún asunto de aquí, o es más de uno

## Textos que un nodo ya no guarda · texts that a node does not keep

cli-opaque-not_kept = Este texto ya no se guarda aquí; otros nodos pueden tenerlo.
cli-status-unchecked = En revisión
cli-status-unchecked-value = { $n ->
    [one] la firma de { $n } mensaje; después otros lo reciben de aquí
   *[other] las firmas de { $n } mensajes; después otros los reciben de aquí
}
cli-status-dropped = Textos que ya no se guardan
cli-status-dropped-value = { $n ->
    [one] uno, por la configuración de este nodo
   *[other] { $n }, por la configuración de este nodo
}
tui-opaque-not_kept = El texto ya no se guarda en este nodo. Quedan el encabezado y la firma; otros nodos pueden tenerlo.

## Mensajes en un archivo, donde no hay red · messages in a file

cli-help-export = Escribe los mensajes en un archivo, para llevarlos en una memoria USB adonde no hay red
cli-help-import = Lee los mensajes de un archivo que escribió otro nodo; lo repetido no hace daño
cli-arg-carried-file = Archivo que lleva los mensajes
cli-arg-since = Solo lo escrito desde entonces: una fecha con hora, o un tiempo atrás (3d, 48h)
cli-arg-without-files = Deja fuera los archivos que los mensajes nombran
cli-example-export = cabildo exportar --since 7d /media/usb/oaxaca.cabildo
cli-example-import = cabildo importar /media/usb/oaxaca.cabildo
cli-export-written = Escrito en «{ $path }»: { $messages ->
    [one] un mensaje
   *[other] { $messages } mensajes
}, { $kib } KiB
cli-export-files = Archivos que los mensajes nombran: { $n }; --without-files los deja fuera
cli-export-since = Solo lo escrito desde { $when }: quien no tenga lo anterior necesita un archivo desde antes
cli-export-remove = Ya se puede retirar la memoria. Nada va cifrado: quien tenga el archivo puede leerlo
cli-import-of = «{ $path }», hecho { $when }
cli-import-taken = { $messages ->
    [0] Ningún mensaje nuevo
    [one] Un mensaje nuevo
   *[other] { $messages } mensajes nuevos
}; { $known ->
    [one] otro ya estaba aquí
   *[other] { $known } ya estaban aquí
}
cli-import-bodies = Textos que faltaban: { $n }
cli-import-rosters = Padrones con una versión nueva: { $n }
cli-import-proofs = Pruebas de claves usadas dos veces: { $n }
cli-import-receipts = Constancias de quién tiene qué: { $n }
cli-import-files = Archivos que los mensajes nombran, ya completos aquí: { $n }
cli-import-later = De una versión posterior del programa, sin leer: { $n }
cli-import-refused = No admitidos: { $n } · { $why }
cli-import-why-forged = no están firmados como deben
cli-import-why-federation = son de otra federación
cli-import-why-unlisted = su clave no está dada de alta
cli-import-why-not_allowed = su institución no puede escribirlos
cli-import-why-cut_off = su clave fue dada de baja antes
cli-import-why-roster_behind = falta un padrón; impórtelo primero o pida un archivo completo
cli-import-why-gap = falta lo anterior; pida un archivo desde antes (--since) o completo
cli-import-why-fork = su clave firmó dos mensajes en un mismo lugar
cli-import-why-broken_link = no siguen a lo que hay aquí
cli-import-why-inconsistent = se contradicen a sí mismos
cli-import-why-quota = su institución agotó los bytes que tiene concedidos
cli-import-why-unnamed = el mensaje que los nombra no está aquí
cli-import-why-not_its_bytes = no son los bytes que el mensaje nombra
cli-import-why-too_large = son más grandes de lo que este nodo guarda ([attachments] max_file_mib en config.toml)
cli-import-why-no_room = todos los archivos juntos no pueden ocupar más en este nodo ([attachments] max_total_mib en config.toml)
cli-import-why-read_only = el disco está lleno
cli-import-why-store = el disco falló
cli-import-cut = El archivo se corta en el byte { $at }: lo anterior está importado, lo demás no · pida el archivo otra vez
cli-import-damaged = El archivo está dañado en el byte { $at }: lo anterior está importado, lo demás no · pida el archivo otra vez
cli-import-foreign = «{ $path }» no es un archivo de cabildo exportar · elija otro
cli-import-newer = «{ $path }» es de una versión posterior del programa · actualice este nodo
cli-import-unreadable = no se puede leer «{ $path }»: { $why }

## Formatos de otros programas

cli-help-cap = Lee y escribe alertas CAP 1.2 de otros sistemas
cli-help-cap-export = Escribe un aviso, su actualización o su cancelación como alerta CAP
cli-help-cap-import = Lee una alerta CAP y redacta un borrador de aviso; no envía nada
# Igual en inglés: el nombre de la norma.
cli-verb-cap = cap
cli-verb-cap-export = exportar
cli-verb-cap-import = importar
cli-example-cap = cabildo cap exportar cbm1q9x --output aviso.xml
cli-example-cap-export = cabildo cap exportar cbm1q9x --output aviso.xml
cli-example-cap-import = cabildo cap importar alerta.xml --output borrador.json
cli-arg-foreign = Archivo de otro programa; «-» es la entrada
cli-foreign-refused = { $path } no se puede tomar: { $why }
cli-cap-no-draft = La alerta { $id } es un mensaje CAP «{ $type }» sin bloque <info>: no hay aviso que redactar · búsquese el aviso al que se refiere
cli-cap-drafted = Borrador de la alerta { $id }. Nada se ha enviado: revíselo y emítalo con «cabildo alertar --file { $path }»
cli-cap-drafted-update = Borrador de una actualización, la alerta { $id }. Nada se ha enviado: revíselo y emítalo con «cabildo alertar --file { $path } --update ID», donde ID es el aviso que actualiza

## Calendarios, mapas, tablas y legajos

cli-help-calendar = Escribe una agenda como calendario (.ics), o todas
cli-help-calendar-import = Lee un calendario y redacta un borrador de agenda, o de respuesta a una; no envía nada
cli-verb-calendar = calendario
cli-verb-calendar-import = importar
cli-example-calendar = cabildo calendario cbm1q9x --output cumbre.ics
cli-example-calendar-import = cabildo calendario importar cumbre.ics --output borrador.json
cli-help-calendar-id = Agenda; sin ella, todas
cli-arg-day = Solo lo que empieza ese día en la sede
cli-calendar-drafted = Borrador de una agenda con { $items ->
    [0] ningún punto
    [one] un punto
   *[other] { $items } puntos
}. Nada se ha enviado: revíselo y envíelo con «cabildo agenda --file { $path }»
cli-calendar-answer = Borrador de la respuesta de { $from }. Nada se ha enviado: revíselo y envíelo con «cabildo asistir { $id } --file { $path }»

cli-help-map = Escribe lo que tiene lugar en un mapa, como GeoJSON
cli-verb-map = mapa
cli-example-map = cabildo mapa avisos --output avisos.geojson
cli-arg-layer = Qué se escribe
cli-arg-every-state = También lo que ya no está vigente
layer-notices = avisos
layer-proposals = propuestas
# Igual en inglés: la misma palabra en las dos lenguas.
layer-agendas = agendas
layer-feedback = retroalimentación
layer-institutions = instituciones
cli-help-table = Escribe los mensajes, o las respuestas de un hilo, como tabla CSV
cli-verb-table = tabla
cli-example-table = cabildo tabla cbm1q9x --excel --output respuestas.csv
cli-help-table-id = Propuesta, aviso o agenda cuyas respuestas se escriben; sin ella, los mensajes
cli-arg-excel = Como lo abre un Excel en español: con punto y coma
cli-help-bundle = Escribe un hilo con todo lo que lo prueba en un legajo, que cualquiera verifica sin red
cli-verb-bundle = legajo
cli-example-bundle = cabildo legajo cbm1q9x propuesta.legajo
cli-arg-bundle-file = Archivo del legajo
cli-help-verify = Verifica un legajo, o una exportación, sin nodo y sin red
cli-verb-verify = cotejar
cli-example-verify = cabildo cotejar propuesta.legajo
cli-arg-evidence = Archivo de «cabildo legajo» o de «cabildo exportar»
cli-arg-federation = La federación que se espera: su identificador (cbf1…) o sus doce palabras
cli-bundle-written = { $path }: { $messages ->
    [one] un mensaje
   *[other] { $messages } mensajes
} con sus padrones y comprobantes
cli-bundle-federation = Quien lo verifica necesita además las palabras de la federación, por otro camino: ningún archivo responde por sí mismo
cli-verify-of = { $path }, hecho el { $when } según el propio archivo
cli-verify-federation = Federación: { $name } · { $id }
cli-verify-pinned = Es la federación que usted indicó.
cli-verify-claimed = Que esta federación sea la verdadera lo dice solo el archivo: compare las palabras con las que le diga una institución de confianza, o indíquelas con --federation.
cli-verify-other = NO es la federación que usted indicó: nada de lo que sigue prueba algo sobre ella.
cli-verify-not-about = El archivo dice ser de otra federación que sus padrones.
cli-verify-rosters = Padrones: { $n }, todos firmados como deben
cli-verify-no-rosters = Los padrones no valen: { $why } · sin ellos no se sabe de quién es cada clave
cli-verdict-holds = vale: firmado por quien dice, que podía
cli-verdict-disputed = en disputa: su clave firmó dos mensajes en un mismo lugar
cli-verdict-broken_link = no vale: no sigue a lo que hay antes en su registro
cli-verdict-unknown = firmado por su clave; no se sabe de quién es
cli-verdict-refused = no vale
cli-verify-text-erased = texto retirado por su institución
cli-verify-text-missing = el texto no está en el archivo; la firma cubre su huella
cli-verify-text-unread = este programa no entiende el texto
cli-verify-held = { $n ->
    [one] Una institución ha firmado que lo guarda
   *[other] { $n } instituciones han firmado que lo guardan
}: { $names }
cli-verify-forged = Registro { $record } del archivo: no está firmado como debe · { $why }
cli-verify-cut = «{ $path }» se corta en el byte { $at }: de ahí en adelante no se ha verificado nada · pida el archivo otra vez
cli-verify-damaged = «{ $path }» está dañado en el byte { $at }: de ahí en adelante no se ha verificado nada · pida el archivo otra vez
cli-verify-foreign = «{ $path }» no es un legajo ni una exportación de Cabildo · elija otro
cli-verify-too-large = «{ $path }» tiene más de 256 MiB · pida el legajo de un solo hilo, o una exportación --without-files
cli-verify-all = Todo vale: { $n } de { $all } mensajes
cli-verify-not-all = NO todo vale: { $n } de { $all } mensajes
cli-verify-limits = Un archivo prueba lo que contiene, no que esté completo: quien lo hizo pudo dejar fuera respuestas, retiradas o padrones posteriores.

## Por qué no llega nada de otro nodo · why nothing comes from another node

cli-verb-peers-why = porque porqué
cli-help-peers-why = Dice en palabras llanas por qué no llega nada de un nodo
cli-arg-peer = Institución, nombre, etiqueta o identidad de un nodo
cli-why-nobody = «{ $name }» no es ninguna institución ni ningún nodo de la federación · vea «cabildo pares»
cli-why-many = «{ $name }» puede ser { $n } nodos · escriba más del nombre
cli-why-no-node = { $name } no tiene ningún nodo dado de alta: no puede recibir nada hasta que dé de alta uno
cli-why-ourselves = { $name } es esta institución, y no tiene otro nodo
cli-why-said = Lo último que se encontró: { $why }
cli-why-well = Hay enlace y todo está comparado: llega lo que hay
cli-why-unknown = No hay enlace, y nada de lo intentado dice por qué
cli-why-coming = Hay enlace; faltan por llegar de él { $n } mensajes
cli-why-starting = Hay enlace desde hace poco y aún no se ha comparado nada
cli-why-rosters = Hay enlace, pero de él solo llegan padrones: lo más probable es que allí falte el padrón que da de alta este nodo
cli-why-rosters-remedy = Compare las versiones con «cabildo padrón listar» en los dos nodos, y publique allí la que falte
cli-why-no_address = No se conoce ninguna dirección suya: hay enlace solo cuando él llama, como hace quien está detrás de un router (NAT)
cli-why-no_address-remedy = Pida su dirección y póngala en config.toml, [[network.peers]]; o enlacen los dos con un mismo repetidor
cli-why-name = El nombre de su dirección no se encuentra
cli-why-name-remedy = Compruebe el nombre y el servidor de nombres (DNS), o ponga el número en config.toml
cli-why-refused = Su máquina responde y rechaza la conexión: allí no hay un nodo en marcha, o escucha en otro puerto
cli-why-refused-remedy = Pida que lo pongan en marcha, o compare el puerto con su [network] listen
cli-why-silent = Nadie responde allí: máquina apagada, cortafuegos, o un router (NAT) que no deja pasar
cli-why-silent-remedy = Pida que abran el puerto o que reenvíen UDP y TCP a su nodo; si no se puede, enlacen los dos con un mismo repetidor
cli-why-other_node = En esa dirección responde otro nodo
cli-why-other_node-remedy = Pida la dirección y la identidad actuales y corrija config.toml, [[network.peers]]
cli-why-severed = Este nodo está desconectado de la red a propósito
cli-why-version = Los dos programas no hablan una versión común, o en esa dirección responde otro programa
cli-why-version-remedy = Actualice el más antiguo de los dos: «cabildo --version»
cli-why-turned_away = Allí cierran la conexión: quizá su padrón no da de alta este nodo
cli-why-turned_away-remedy = Pida que comparen el padrón de su nodo con «cabildo padrón listar»
cli-why-answers = Su puerto TCP responde ahora: el próximo intento puede lograrlo
cli-why-disk_full = El disco de este nodo está lleno: no guarda nada nuevo, venga de quien venga
cli-why-disk_full-remedy = Libere espacio; el nodo sigue solo
cli-why-unlisted = Ningún padrón da de alta este nodo: los demás no le dan nada
cli-why-unlisted-remedy = Pida a su institución que lo dé de alta
cli-why-clock = El reloj de este nodo va mal
cli-why-clock-remedy = Póngalo en hora: timedatectl set-ntp true

## Hasta dónde ha llegado un mensaje · how far a message has come

delivery = Entrega: { $steps }
delivery-saved = guardado aquí
delivery-alone = en ningún otro nodo, que se sepa
delivery-relayed = también en otro nodo
delivery-held = lo tienen { $k } de { $n ->
    [one] una institución
   *[other] { $n } instituciones
}
delivery-seen = { $n ->
    [0] no consta que alguien lo haya visto
    [one] visto por una
   *[other] visto por { $n }
}
delivery-answered = respondieron { $k } de { $n }
delivery-waiting = No consta que lo tengan: { $names }
delivery-away = { $name } (sin enlace)
delivery-without-node = No pueden tenerlo, porque no tienen nodo: { $names }
delivery-more = { $names } y { $n } más

## Cómo se cierran las propuestas

kind-pause = aplazamiento
kind-closing = cierre
kind-contest = impugnación
kind-final = resultado definitivo
kind-withdrawal = retiro
kind-revision = texto nuevo
stage-open = abierta
stage-amending = abierta, su texto aún puede cambiar
stage-voting = abierta, su texto ya no cambia
stage-deadline_passed = venció el plazo, sin cerrar
stage-closed = cerrada, aún se puede impugnar
stage-contested = cerrada e impugnada
stage-adopted = aprobada
stage-rejected = rechazada
stage-lapsed = caducada
stage-withdrawn = retirada
stage-disputed = en disputa
rule-simple_majority = mayoría simple
rule-two_thirds = dos tercios
rule-qualified_majority = mayoría calificada
rule-each_country = mayoría en cada país
cli-word-rule-each_country = cada país
rule-consent = consenso
doubt-cut_off = Algo en que se funda el resultado fue revocado o está en disputa desde entonces
doubt-unheeded = No se atendió una impugnación hecha a tiempo
doubt-other_final = Otro resultado definitivo dice otra cosa
doubt-left_out = Hay posturas válidas aquí que no se cuentan
doubt-incomplete = Parte de lo que se cuenta no está aquí
cli-stage = Etapa: { $stage }
cli-so-far = por ahora: { $outcome }
cli-closing-rule = Se decide por: { $rule }
cli-closed-by = Cerrada por { $who } · se puede impugnar hasta { $until }
cli-left-out = No contadas en el cierre ({ $n })
cli-skewed = Con fecha anterior a la propuesta ({ $n })
cli-not-voters = Sin voto ({ $n })
cli-verb-close = cerrar
cli-verb-contest = impugnar
cli-verb-finalize = finalizar
cli-verb-withdraw = retirar
cli-help-close = Cierra una propuesta cuyo plazo venció
cli-help-contest = Dice qué omitió un cierre
cli-help-finalize = Fija el resultado cuando pasó el tiempo para impugnar
cli-help-withdraw = Retira una propuesta propia antes de su plazo
cli-example-close = cabildo cerrar cbm1q9x
cli-example-contest = cabildo impugnar cbm1q9x --text es="La nuestra llegó a tiempo"
cli-example-finalize = cabildo finalizar cbm1q9x
cli-example-withdraw = cabildo retirar cbm1q9x --text es="Vuelve con presupuesto"
cli-help-propose-rule = Qué la aprueba; si falta, la mayoría simple
cli-arg-quorum = Cuántas instituciones deben tomar postura
cli-arg-voter = Quién vota; si falta, toda institución que toma posturas
cli-arg-contest = Cuánto tiempo se puede impugnar el cierre; si falta, 48 horas
cli-arg-majority = Parte de los votos que la aprueba, más de la mitad: 3/4
cli-arg-quorum-by-country = Cuántas de un país deben tomar postura: mx=3,cl=2
cli-arg-amend-until = Hasta cuándo puede cambiar su texto; si falta, mientras se toman posturas
cli-amend-until = Enmiendas y textos nuevos hasta { $at }
cli-bad-share = «{ $value }» no es una parte de los votos mayor que la mitad · escriba dos números: 3/4
cli-bad-country-quorum = «{ $value }» no es el quórum de un país · escriba mx=3
cli-not-a-proposal = { $id } no es una propuesta ni responde a una · vea «cabildo listar --kind propuesta»
cli-nothing-left-out = El cierre no omite nada de lo que hay aquí · no hay qué impugnar
cli-positions-missing = Faltan aquí { $n } de las posturas contadas · espere a que el nodo se ponga al día
cli-not-closed = La propuesta no está cerrada · ciérrela antes
cli-is-closed = La propuesta ya está cerrada · véala con «cabildo ver»
cli-is-decided = La propuesta ya está decidida: { $stage } · véala con «cabildo ver»
cli-not-the-proposer = Solo quien presentó la propuesta puede retirarla
cli-not-open = La propuesta ya no está abierta: { $stage } · no se puede retirar
cli-not-yet = Es demasiado pronto · se puede desde { $from }
cli-not-a-voter = Esta institución no puede cerrarla ni impugnar el cierre · solo quien la propuso y quien puede votar
cli-too-late = Ya es tarde para eso · se podía hasta { $until }
cli-unclosed = { $n ->
    [one] Venció el plazo, y una propuesta espera que la cierren:
   *[other] Venció el plazo, y { $n } propuestas esperan que las cierren:
}
cli-unclosed-passed = plazo { $at }
cli-unclosed-close = cerrarla
cli-unclosed-finalize = fijar su resultado
cli-unclosed-ours = Podemos { $step } ya:
cli-unclosed-ours-from = Quien la propuso puede { $step }; nosotros desde { $from }:
cli-unclosed-voters = Quien la propuso y quien puede votar pueden { $step }; nosotros no:
cli-unclosed-proposer = Quien la propuso puede { $step }, quien puede votar desde { $from }; nosotros no:

## Detrás de un router, a través de un repetidor · behind a router, through a relay

cli-peer-through = a través de { $relay }
cli-status-reach = Alcanzable
reach-unknown = nadie lo ha probado aún
reach-direct = directamente
reach-relayed = a través de { $relays }: un router (NAT) no deja entrar a nadie
reach-hidden = no: un router (NAT) no deja entrar a nadie y ningún repetidor tiene lugar para este nodo
reach-full = no: un router (NAT) no deja entrar a nadie y el repetidor está lleno
cli-status-serves = Sirve de repetidor
cli-status-serves-value = { $reservations ->
    [one] { $reservations } nodo
   *[other] { $reservations } nodos
}, { $circuits ->
    [one] { $circuits } enlace
   *[other] { $circuits } enlaces
}
cli-status-serves-full = alguien no halló lugar: { $at }
cli-doctor-reach-direct = los demás alcanzan este nodo directamente
cli-doctor-reach-relayed = un router (NAT) no deja entrar a nadie; los demás llegan a través de { $relays }
cli-doctor-reach-hidden = un router (NAT) no deja entrar a nadie y ningún repetidor tiene lugar para este nodo: solo él llama a los demás
cli-doctor-reach-hidden-remedy = dirija los puertos de [network] listen a esta máquina, o enlácela con un repetidor: [[network.peers]]
cli-doctor-reach-full = un router (NAT) no deja entrar a nadie y el repetidor está lleno: este nodo solo llama a los demás
cli-doctor-reach-full-remedy = pida más lugar a quien lleva el repetidor ([relay] en su config.toml), o enlace este nodo con otro repetidor
cli-doctor-relay-full = alguien no halló lugar en este repetidor: { $at }
cli-doctor-relay-full-remedy = aumente [relay] reservations y circuits en config.toml
cli-why-own_hidden = Un router (NAT) no deja entrar a nadie a este nodo: él puede llamar, y nadie puede llamarlo
cli-why-own_hidden-remedy = Diríjale sus puertos, o enlácelo con un repetidor de la federación
cli-why-own_full = Un router (NAT) no deja entrar a nadie a este nodo, y el repetidor está lleno
cli-why-own_full-remedy = Pida más lugar a quien lleva el repetidor, o enlace este nodo con otro repetidor
cli-why-relay_full = El repetidor a través del cual se le alcanzaría está lleno
cli-why-relay_full-remedy = Pida más lugar a quien lo lleva: [relay] en su config.toml
cli-why-no_place = No tiene lugar en el repetidor: está apagado, no está enlazado allí, o los demás lo alcanzan directamente
cli-why-no_place-remedy = Pregunte si su nodo funciona y está enlazado con el mismo repetidor
cli-why-no_relay = No se conoce ninguna dirección suya, y no hay enlace con ningún repetidor por el que buscarlo
cli-why-no_relay-remedy = Ponga un repetidor de la federación en config.toml, [[network.peers]]
cli-why-relayed = El enlace pasa por un repetidor: los routers no permiten uno directo

## Padrones que esperan firmas · rosters that wait for signatures

cli-help-roster-hold = Deja un padrón en el nodo hasta que firmen todos
cli-help-roster-pending = Muestra los padrones que esperan firmas en el nodo
cli-arg-draft = Cuál: el comienzo de su nombre (cbh1…)
cli-help-roster-pending-drop = Lo quita del nodo
cli-pending-none = Ningún padrón espera firmas en este nodo
cli-pending-notice = Otros gobernantes para { $scope }: quien se oponga lo hace con una versión ordinaria hasta el { $until }
cli-pending-publish = Ya firmaron todos · publíquelo: cabildo padrón publicar
cli-pending-which = «{ $value }» no nombra uno de los padrones que esperan firmas · véalos con «cabildo padrón pendientes»
cli-pending-dropped = Quitado: { $hash }
tui-federation-unsigned = { $scope }, versión { $version }, espera firmas: tiene { $have } y le faltan { $lacks } · cabildo padrón pendientes
tui-federation-notice = ! Otros gobernantes para { $scope }: objeciones hasta el { $until }
tui-federation-signed = { $scope }, versión { $version }, ya tiene todas las firmas · publíquela: cabildo padrón publicar
## Listas filtradas

cli-arg-country = Solo lo que escribieron instituciones de este país: mx o cl
cli-arg-at-place = Solo lo que toca este lugar, lo que hay en él o donde está: mx:20067, MX-OAX o MX
cli-arg-of-theme = Solo este tema
cli-arg-written-in = Solo lo que tiene un texto en este idioma
cli-arg-due-after = Solo lo que pide respuesta a partir de este momento
cli-arg-due-before = Solo lo que pide respuesta antes de este momento: 48h, 3d o 2026-12-01T18:00-06:00
cli-arg-in-state = Solo asuntos en este estado
cli-arg-cursor = La página siguiente: con lo que terminó la lista anterior
cli-list-more = Hay más · --cursor { $cursor }
cli-bad-country = «{ $value }» no es un país · escriba sus dos letras: mx o cl
cli-word-state-open = abierta
cli-word-state-amending = en-enmiendas
cli-word-state-voting = en-votacion
cli-word-state-deadline_passed = vencida
cli-word-state-closed = cerrada
cli-word-state-contested = impugnada
cli-word-state-adopted = aprobada
cli-word-state-rejected = rechazada
cli-word-state-lapsed = sin quórum
cli-word-state-withdrawn = retirada
cli-word-state-disputed = en disputa
cli-word-state-active = vigente
cli-word-state-cancelled = cancelado
cli-word-state-expired = caducado
cli-word-state-upcoming = próxima
cli-word-state-over = terminada

## Búsqueda

cli-help-search = Busca mensajes por sus palabras
cli-example-search = cabildo buscar agua limpia --place MX-OAX
cli-arg-wanted = Palabras que el mensaje tiene, todas; los acentos y las terminaciones no importan, y «agu*» vale por lo que empieza así
cli-arg-newest = Lo más nuevo primero; si no, lo que mejor corresponde

## El cierre de propuestas en pantalla

tui-stage = Etapa
tui-rule = Se decide por
terms-quorum = quórum { $n }
terms-quorum-of = quórum en { $country }: { $n }
terms-voters = { $n ->
    [one] vota una
   *[other] votan { $n }
}
tui-closed-until = La cerró { $who } · se puede impugnar { $until }
tui-closed-was = La cerró { $who } · se podía impugnar { $until }
tui-final-by = Resultado fijado por { $who }, { $when }
tui-withdrawn = La retiró quien la propuso, { $when }
tui-revised = El texto como lo cambió quien la propuso, { $when }:
tui-then-close = cerrarla
tui-then-finalize = fijar su resultado
tui-next-from = { $who } puede { $what } { $proposer }; quien vota, { $voters }
tui-next-now = { $who } puede { $what } ya; quien vota, { $voters }
tui-do-closing = la cierra
tui-do-contest = impugna el cierre
tui-do-final = fija el resultado
tui-do-withdrawal = la retira
tui-left-out = Sin contar en el cierre ({ $n })
tui-skewed = Con fecha anterior a la propuesta ({ $n })
tui-not-voters = Sin derecho a voto ({ $n })
tui-contests = Impugnaciones ({ $n })
tui-contest-open = { $who }: { $n ->
    [one] una postura sin contar
   *[other] { $n } posturas sin contar
}
tui-contest-heeded = { $who }: atendida, lo que nombra se cuenta
tui-set-aside = Sin efecto ({ $n })
cli-set-aside = Sin efecto ({ $n })
aside-early = antes de tiempo
aside-late = fuera de plazo
aside-text_fixed = venció el plazo para cambiar el texto
aside-not_a_voter = quien lo firma no vota
aside-not_the_proposer = quien lo firma no la propuso
aside-no_closing = de ningún cierre que cuente
aside-misstated = dice otro resultado que el que cuenta
aside-later = otro llegó antes
aside-contradicts = contradice a otro
aside-disputed = su registro está en disputa
aside-cut_off = su registro fue cortado
aside-final_stands = el resultado definitivo sigue en pie
tui-closing-no-proposal = Eso es para propuestas: abra una primero
tui-closing-decided = No queda nada por hacer: { $stage }
tui-closing-not-open = Ya no se puede retirar: { $stage }
tui-closing-not-closed = Todavía no está cerrada
tui-closing-is-closed = Ya está cerrada
tui-closing-not-proposer = Solo la retira quien la propuso
tui-closing-not-voter = Solo pueden hacerlo quien la propuso y quien vota
tui-closing-early = Antes de tiempo: se podrá { $at }
tui-closing-late = Fuera de plazo: se podía hasta { $at }
tui-closing-nothing-left-out = El cierre no deja fuera nada de lo que hay aquí
tui-closing-missing = { $n } de las posturas contadas aún no están aquí
tui-sheet-closing = Cierre de una propuesta
tui-sheet-contest = Impugnación de un cierre
tui-sheet-final = Resultado definitivo
tui-sheet-withdrawal = Retiro de una propuesta
tui-field-closing-reason = Nota
tui-field-final-reason = Nota
tui-look-counts = Cuenta
tui-look-positions = { $n ->
    [one] una postura
   *[other] { $n } posturas
}
tui-look-left-out = Deja fuera
tui-look-outcome = Resultado
tui-key-act-close = cerrar la propuesta
tui-key-act-contest = impugnar el cierre
tui-key-act-finalize = fijar el resultado
tui-key-act-withdraw = retirar la propuesta

## Quién responde en cuánto tiempo

cli-verb-responses = tiempos
cli-help-responses = Muestra en cuánto tiempo responden las instituciones lo que se les pregunta
cli-example-responses = cabildo tiempos --from 30d
cli-help-responses-from = Lo preguntado desde entonces; un lapso cuenta hacia atrás (30d); 90 días si no se da
cli-help-responses-to = Lo preguntado antes de entonces; ahora si no se da
cli-help-responses-kind = Solo propuestas, avisos o agendas
cli-help-responses-institution = Solo cómo responde esta institución
cli-arg-csv = Como tabla CSV
cli-arg-inbox = Asuntos por urgencia, como en la bandeja
cli-arg-ack-baseline = Tiempo de acuse con que se compara, y dónde se midió: «4h=Simulacros de 2025»
cli-bad-ack-baseline = «{ $value }» no es una referencia · escriba un tiempo y dónde se midió: «4h=Simulacros de 2025»
cli-change-baseline = Tiempo de acuse con que se compara: { $span } ({ $source })
cli-ack-times-charter = Comparado con { $span }, según la carta: { $source }
cli-ack-times-baseline = Comparado con { $span }
cli-verb-pause = aplazar
cli-help-pause = Dice que nuestra institución necesita más tiempo para responder, y por qué
cli-example-pause = cabildo aplazar cbm1q9x --until 3d --text es="El cabildo sesiona el lunes"
cli-arg-until = Hasta cuándo llega la respuesta
cli-pause-not-asked = Ahí no se pregunta a nuestra institución · vea a quién con «cabildo mostrar»
cli-pause-answered = Nuestra institución ya respondió · no hay nada que esperar
cli-pause-overdue = La respuesta vencía { $due }; lo que llega después no excusa nada · responda, o explíquelo con «cabildo comentar»
cli-responses-period = { $from } – { $to } · { $n ->
    [one] una pregunta
   *[other] { $n } preguntas
}
cli-responses-more = Hay más, anteriores, que no se cuentan · elija un período más corto
cli-responses-note = Mediana y nueve de diez: en cuánto tiempo llegaron la mitad y nueve de cada diez respuestas, también las tardías.
cli-recipient-late = { $who }: { $span } tarde
cli-recipient-overdue = { $who }: vencida hace { $span }
recipient-released = terminó sin su respuesta
cli-recipient-paused = { $who } necesita hasta { $until }:
tui-recipients-overdue = { $n ->
    [one] una vencida
   *[other] { $n } vencidas
}
tui-recipients-paused = { $n ->
    [one] una aplazada
   *[other] { $n } aplazadas
}
tui-paused = { $who } necesita más tiempo: { $until }
tui-pause-not-asked = Aquí no se pregunta a nuestra institución
tui-pause-answered = Nuestra institución ya respondió
tui-pause-overdue = Nuestra respuesta ya venció: un aplazamiento no excusa nada
tui-sheet-pause = Necesitamos más tiempo
tui-field-pause-respond-by = Hasta
tui-key-act-pause = decir que necesitamos más tiempo
tui-answer-times = Respuestas a lo preguntado en { $days } días ({ $n })
tui-answer-times-all = Todas
tui-answer-times-line = { $answered } de { $asked } respondidas, { $late } tarde · mediana { $median }, nueve de diez { $p90 } · { $overdue } vencidas · { $paused } aplazadas

## Informes y recordatorios de avisos de crisis

cli-verb-report = informe
cli-help-report = Informa quién acusó recibo de un aviso de crisis y cuándo, y quién no; con él terminan los simulacros
cli-example-report = cabildo informe cbm1q9x --format html --output informe.html
cli-help-report-format = Como texto o como hoja de papel
cli-verb-remind = recordar
cli-help-remind = Nombra a quién no ha respondido, y por qué; no envía nada
cli-example-remind = cabildo recordar cbm1q9x
cli-verb-ack-times = acuses
cli-help-ack-times = Muestra en cuánto tiempo se acusó recibo de los avisos, por aviso y por trimestre
cli-example-ack-times = cabildo acuses --from 365d --baseline 45m
cli-help-ack-times-from = Avisos desde entonces; un lapso cuenta hacia atrás (365d); 90 días si no se da
cli-help-ack-times-to = Avisos antes de entonces; ahora si no se da
cli-arg-baseline = Un tiempo de acuse con que comparar (45m)
cli-arg-exercises = Simulacros y pruebas en vez de avisos reales
cli-bad-baseline = La línea de base es un lapso · como 45m o 2h
cli-report-no-cap = Un informe no es un mensaje CAP · text o html
cli-report-title = Informe de un aviso de crisis
cli-report-due = Se pidió acuse hasta { $at }
cli-report-ended = Terminó { $at }, tras { $span }
cli-report-open = Sigue vigente: no es el último informe
cli-report-has = Nodos que lo tienen: { $n } de { $of }
cli-report-acknowledged = Acusaron recibo: { $n } de { $of }
cli-report-in-time = A tiempo: { $n } de { $of }
cli-report-times = La mitad en { $median }, nueve de diez en { $p90 }
cli-report-help = { $who } necesita: { $what } · ofrecen { $offers }
cli-report-unmet = { $who } necesita: { $what } · nadie ofrece ayuda
cli-report-institution = Institución
cli-report-node = Su nodo
cli-report-stands = Ahora
node-has-has = lo tiene
node-has-not_yet = no consta que lo tenga
node-has-away = sin enlace con él
node-has-no_node = no tiene nodo
recipient-answered = respondió
recipient-late = tarde
recipient-open = se espera
recipient-paused = necesita más tiempo
recipient-overdue = en silencio, vencida
remind-overdue = lo tiene, venció
remind-silent = lo tiene, en silencio
remind-not_yet = no consta que su nodo lo tenga
remind-away = sin enlace con su nodo: por teléfono
remind-no_node = no tiene nodo: por teléfono
cli-remind-none = No hay a quién recordar nada
cli-remind-note = No se envió nada.
cli-ack-times-period = Avisos de crisis { $from } – { $to }
cli-ack-times-exercises = Simulacros y pruebas { $from } – { $to }
cli-ack-times-notice = aviso
cli-ack-times-acknowledged = acuses
cli-ack-times-median = la mitad en
cli-ack-times-p90 = nueve de diez en
cli-ack-times-notices = { $n ->
    [one] un aviso
   *[other] { $n } avisos
}
cli-ack-times-faster = { $n } % más rápido que la línea de base
cli-ack-times-slower = { $n } % más lento que la línea de base
cli-exercise-over = El simulacro terminó · su informe: cabildo informe { $id }
tui-help = Necesitan ayuda ({ $n })
tui-help-offers = ofrecen: { $offers }
tui-help-none = nadie ofrece ayuda todavía
## Lo que pasa con una reunión

kind-agenda_update = agenda modificada
kind-agenda_cancel = reunión cancelada
kind-minutes = acta
agenda-state-upcoming = próxima
agenda-state-over = terminada
agenda-state-held = celebrada
agenda-state-cancelled = cancelada
cli-word-state-held = celebrada
cli-help-minutes = Escribe el acta de una reunión, con acuerdos y tareas
cli-verb-minutes = acta
cli-example-minutes = cabildo acta cbm1q9x --text @acta.txt --decision "Se apoya el plan;#cbm1q8x" --task "Presupuesto;30d;@mx:20067"
cli-arg-attended = Instituciones que estuvieron
cli-arg-decision = Un acuerdo, y las propuestas de que trata; se puede repetir
cli-arg-task = Una tarea: hasta cuándo, de quién, sobre qué propuestas; se puede repetir
cli-not-an-agenda = «{ $id }» no es una agenda · vea cabildo listar --kind agenda
cli-minutes = Acta, { $at }
cli-attended = Estuvieron: { $names }
cli-decisions = Acuerdos: { $n }
cli-tasks = Tareas: { $n }
tui-agenda-changed = modificada { $when }
tui-minutes = Acta
tui-decisions = Acuerdos: { $n }
tui-tasks = Tareas: { $n }

## Declaraciones conjuntas

kind-declaration = declaración conjunta
kind-signature = firma
kind-signature_withdrawal = retiro de una firma
declaration-state-open = en firma
declaration-state-in_force = en vigor
declaration-state-lapsed = sin efecto: firmaron muy pocas a tiempo
declaration-state-withdrawn = retirada
state-in_force = en vigor
signature-signed = firmada
signature-taken_back = firma retirada
signature-other_text = firmó otro texto
layer-declarations = declaraciones
aside-in_force = la declaración está en vigor
aside-withdrawn = la declaración se había retirado
aside-no_signature = no hay firma que retirar
aside-skewed = con fecha anterior a la declaración
cli-verb-declare = declarar
cli-help-declare = Publica una declaración conjunta, para que otras la firmen
cli-example-declare = cabildo declarar --title es="Agua para todos" --text es="Nos comprometemos…" --required mx=2,cl=1 --respond-by 7d
cli-arg-required = Cuántas instituciones de cada país deben firmar: mx=3,cl=2
cli-bad-required = «{ $value }» no es un país con su número · escriba «mx=3»
cli-verb-sign = firmar
cli-help-sign = Firma una declaración conjunta tal como está ahora
cli-example-sign = cabildo firmar cbm1q9x --mandate "Acuerdo 12/2026"
cli-arg-take-back = Retira nuestra firma, mientras la declaración no esté en vigor
cli-verb-revise = modificar
cli-help-revise = Da un texto nuevo a nuestra propuesta o declaración; las posturas y firmas del anterior ya no corresponden
cli-example-revise = cabildo modificar cbm1q9x --text es=@plan.txt --note es="Con el presupuesto"
cli-arg-note = Por qué, en pocas palabras
cli-not-a-declaration = «{ $id }» no es una declaración ni responde a una · vea «cabildo listar --kind declaración-conjunta»
cli-not-to-revise = «{ $id }» no es una propuesta ni una declaración · indique una nuestra
cli-not-signable-in_force = La declaración está en vigor, y ya nadie la cambia
cli-not-signable-lapsed = El plazo para firmar terminó
cli-not-signable-withdrawn = Su autora retiró la declaración
cli-not-signable-signed = Nuestra institución ya firmó este texto
cli-not-signable-nothing = No hay firma de nuestra institución que retirar
cli-not-signable-not_author = Solo puede hacerlo la institución que la publicó
cli-signs = Firma el texto de
cli-in-force-since = en vigor desde { $at }
cli-declaration-withdrawn = Retirada { $at }
cli-signatures = Firmas ({ $n })
cli-signatures-late = Firmadas fuera de plazo ({ $n })
cli-signatures-of = { $country }: { $signed } de { $required } firmas
cli-signatures-missing = faltan: { $names }
tui-declaration-from = Declaración publicada por { $who } · { $when }
tui-clock-signature-until = Se firma hasta { $moment }
tui-clock-signature-over = Se firmaba hasta { $moment }
tui-we-are-asked-signature = Nos piden firmar: «r» para hacerlo
tui-signatures = Firmas ({ $n })
tui-signatures-late = Firmadas fuera de plazo ({ $n })
tui-do-signature = la firma
tui-do-signature_withdrawal = retira nuestra firma
tui-sheet-signature = Firma de una declaración
tui-sheet-signature_withdrawal = Retiramos nuestra firma
tui-field-signature-reason = Nota
tui-look-signs = Texto firmado

## Traducciones

kind-translation = traducción
method-certified = certificada
method-human = de una persona
method-machine = de una máquina
cli-word-method-human = humana
cli-word-method-machine = automática
cli-verb-translate = traducir
cli-help-translate = Firma una traducción de lo que un hilo dice ahora; nunca sustituye al original
cli-example-translate = cabildo traducir cbm1q9x humana --title pt="Água para todos" --text pt=@plano.txt
cli-arg-method = Cómo se hizo
cli-arg-translator = Quién la hizo, por cargo o licencia
cli-not-to-translate = «{ $id }» no tiene texto que traducir · indique una propuesta, un aviso, una agenda o una declaración
cli-translations = Traducciones ({ $n })
cli-translation-by = Traducción al { $language }, { $method }, de { $who }
cli-translation-stale = el original cambió después
cli-translation-original = Texto original:
cli-read-in = leída en: { $language }
cli-moved-on = sobre otro texto que el que rige ahora

## Enmiendas y quienes también presentan

kind-amendment = enmienda
amendment-state-proposed = propuesta
amendment-state-accepted = acogida
amendment-state-declined = no acogida
cli-verb-amend = enmendar
cli-help-amend = Propone otro texto de una propuesta, para que su autora lo acoja
cli-example-amend = cabildo enmendar cbm1q9x --text es=@plan.txt --note es="Con el presupuesto"
cli-arg-accept = Enmiendas que el texto nuevo acoge; si no hay texto, el de la única
cli-arg-decline = Enmiendas que no acogemos
cli-arg-sponsor = También presenta la propuesta: solo con una postura a favor
cli-not-an-amendment = «{ $id }» no es una enmienda de esta propuesta
cli-revised = Texto nuevo, { $at }
cli-amendments = Enmiendas ({ $n })
cli-sponsors = También la presentan: { $names }
tui-changes = Qué cambió

# A command run from within the terminal.
tui-key-line = correr una orden de cabildo
tui-key-line-rosters = correr una orden de padrones: admitir, firmar, suspender, …
tui-hint-line = orden
tui-shell-run = Correr: cabildo { $line }
tui-shell-done = La orden terminó bien
tui-shell-status = La orden terminó con el estado { $status }
tui-shell-failed = La orden no pudo correr: { $why }
tui-shell-quotes = Falta cerrar unas comillas
tui-shell-none = Aquí no se corren órdenes
tui-shell-back = [ Intro: volver a Cabildo ]

## Qué le pasa a un nodo y qué hacer

trouble-disk_full = El disco está lleno: el nodo lee y reenvía, pero no guarda nada nuevo
trouble-disk_full-remedy = libere espacio; el nodo sigue solo
trouble-store_damaged = Al abrir el almacén se hallaron { $damaged } sitios dañados y se apartaron { $files } archivos; lo perdido se vuelve a pedir
trouble-store_damaged-remedy = revise el disco y conserve la carpeta «quarantine» del almacén hasta que todo haya vuelto
trouble-unlisted = Ningún padrón nombra la clave { $node } de este nodo: los demás lo rechazan
trouble-unlisted-remedy = pida a su institución que la ponga en su padrón
trouble-own_log_forked = La bitácora { $log } de su institución está en disputa desde { $seq }: su clave se contradijo
trouble-own_log_forked-remedy = registre otro equipo y diga qué rama vale: cabildo padrón dirimir
trouble-roster_review = { $level ->
    [federation] La carta de la federación
    [chamber] El padrón de la cámara de { $of }
   *[institution] El padrón de { $of }
} ha pasado su fecha de revisión, y no se admite a nadie
trouble-roster_review-remedy = pida una versión nueva a quienes lo firman; leer y avisar siguen
trouble-index_rebuilding = El índice va { $n } mensajes atrás: las búsquedas tardan más
trouble-index_rebuilding-remedy = espere; se rehace con lo guardado
trouble-clock = { $side ->
    [behind] El reloj de este nodo va { $seconds } s atrasado respecto de los de otras { $n } instituciones
    [ahead] El reloj de este nodo va { $seconds } s adelantado respecto de los de otras { $n } instituciones
   *[unknown] Varias instituciones escriben desde lo que aquí es el futuro
}
trouble-clock-remedy = ponga en hora esta máquina: timedatectl set-ntp true
trouble-alert_failed = El aviso «{ $rule }» no llegó a nadie: su programa { $why }
trouble-alert_failed-remedy = corríjalo y pruébelo: cabildo alert-test { $rule }
trouble-webhook_failed = El webhook «{ $rule }» no llegó a nadie: { $why }
trouble-webhook_failed-remedy = corríjalo y pruébelo: cabildo alert-test { $rule }
## Lo que sigue a una decisión

kind-commitment = compromiso
kind-progress = avance
stage-implementing = en ejecución
stage-done = cumplida
state-implementing = en ejecución
state-done = cumplida
cli-word-state-implementing = en-ejecucion
cli-word-state-done = cumplida
item-state-open = sin empezar
item-state-begun = en marcha
item-state-done = hecho
item-state-dropped = abandonado
cli-verb-commit = comprometer
cli-help-commit = Dice qué sigue a nuestra propuesta aprobada: quién hace qué y hasta cuándo, y qué oficina responde
cli-example-commit = cabildo comprometer cbm1q9x --office es="Dirección de Aguas" --item "Diez pozos;2027-03-01" --item "Estudio de la cuenca;@cl:05101;60d" --review 180d
cli-arg-office = Oficina que responde, nunca el nombre de una persona
cli-help-commit-item = Qué se hará: texto;plazo, y luego ;@cl:05101 para quién lo hace y ;#cbm1… para documentos; puede repetirse
cli-arg-result = Qué logró la decisión
cli-arg-review = Cuándo se revisa todo
cli-verb-progress = avance
cli-help-progress = Dice cuánto avanzó algo que sigue a una propuesta
cli-example-progress = cabildo avance cbm1q9x 1 hecho --text es="Diez pozos dan agua"
cli-arg-number = Número del compromiso, como lo muestra «cabildo ver»
cli-help-progress-state = Cuánto avanzó
cli-verb-commitments = compromisos
cli-help-commitments = Lista lo que falta por hacer según las propuestas aprobadas, primero lo que vence antes
cli-example-commitments = cabildo compromisos --overdue
cli-arg-overdue = Solo lo atrasado
cli-arg-every-item = También lo hecho y lo abandonado
cli-commitments = Compromisos ({ $n })
cli-commitments-none = No falta nada por hacer
cli-commitments-more = Hay más, de propuestas anteriores
cli-office = Responsable: { $office }
cli-review = Revisión: { $at }
cli-review-due = Revisión pendiente: { $at }
cli-item-until = plazo: { $at }
cli-item-overdue = CON ATRASO de { $span }
cli-commit-not-proposer = Solo quien la presentó dice qué le sigue · coméntela
cli-commit-not-adopted = La propuesta no está aprobada · véase «cabildo ver»
cli-progress-nothing = Todavía no hay compromisos · véase «cabildo ver»
cli-progress-no-item = No hay un compromiso { $n } · véase «cabildo ver»
cli-progress-not-ours = Eso lo dice { $who }, o quien presentó la propuesta · coméntela
aside-not_adopted = la propuesta no está aprobada
aside-no_commitment = de ningún compromiso que cuente
aside-no_item = no hay tal compromiso
aside-not_accountable = a su autora no le toca hacerlo
aside-moved_on = el compromiso ya es otro

## Retroalimentación

kind-feedback = retroalimentación
kind-follow_up = seguimiento
feedback-state-open = sin respuesta
feedback-state-answered = respondida
feedback-state-acting = en atención
feedback-state-closed = cerrada
feedback-state-reopened = reabierta
feedback-state-withdrawn = retirada
state-answered = respondida
state-acting = en atención
state-reopened = reabierta
cli-word-state-acting = en-atencion
cli-word-state-reopened = reabierta
step-reply = respuesta
step-action = acción
step-close = la cierra
step-reopen = la reabre
cli-word-step-close = cierre
cli-word-step-reopen = reapertura
cli-verb-feedback = retroalimentar
cli-help-feedback = Pregunta en público a una institución por algo; su respuesta, su acción y el cierre los ven todos
cli-example-feedback = cabildo retroalimentar --asked cl:05101 --title es="Falta agua en el cerro" --text es="Desde hace dos semanas." --place cl:05101
cli-help-feedback-asks = Institución a la que se pregunta
cli-verb-follow-up = seguimiento
cli-help-follow-up = Responde a una retroalimentación, dice qué se hace, la cierra o la reabre
cli-example-follow-up = cabildo seguimiento cbm1q9x respuesta --text es="Desde el lunes van camiones"
cli-arg-step = Qué paso: responde, actúa y cierra la institución preguntada; reabre quien la planteó
cli-arg-about = Mensajes de los que trata, como una propuesta
cli-feedback-asked = Se pregunta a: { $who }
cli-feedback-withdrawn = Retirada { $at }
cli-steps = Qué pasó con ella ({ $n })
cli-not-feedback = «{ $id }» no es una retroalimentación · indique una, véase «cabildo listar --kind retroalimentacion»
cli-step-not-asked = Solo { $who }, a quien se pregunta, responde, actúa y cierra · coméntela
cli-step-not-author = Solo { $who }, que la planteó, la reabre · coméntela
cli-step-unanswered = Nadie ha respondido todavía: no hay nada que reabrir
cli-step-withdrawn = La retroalimentación fue retirada
cli-feedback-not-to-withdraw = La retroalimentación no es nuestra, o ya está cerrada
tui-feedback-from = Retroalimentación de { $who }, { $when }
tui-clock-feedback-until = Se pide respuesta: hasta { $moment }
tui-clock-feedback-over = Se pedía respuesta hasta { $moment }
tui-we-are-asked-feedback = Se nos pregunta: «r» para responder, «m» para más
aside-not_asked = a su autora no se le pregunta
aside-not_the_author = su autora no la planteó
aside-unanswered = nadie había respondido todavía

## Costos

cli-arg-cost = Qué cuesta: moneda=importe, y tras un punto y coma para qué; puede repetirse
cli-cost = Costo: { $value }
cli-paper-cost = Costo
cli-bad-cost = «{ $value }» no es un costo · escríbalo como «MXN=120000», «CLP=3500000;pozos» o «MXN=99.50»

## Solicitudes de puntos, y quién será la próxima sede

kind-item_request = solicitud de un punto
request-state-open = abierta
request-state-taken = incluida
request-state-declined = no incluida
cli-verb-request-item = solicitar-punto
cli-help-request-item = Solicita un punto en la agenda de una reunión
cli-example-request-item = cabildo solicitar-punto cbm1q9x --title es="Riego en común" --lasts 20
cli-arg-lasts = Cuántos minutos
cli-arg-take = Solicitudes de puntos que la agenda incluye, al final
cli-help-agenda-decline = Solicitudes de puntos que la agenda no incluye
cli-arg-next-host = Institución que será la sede de la próxima reunión
cli-not-a-request = «{ $id }» no es una solicitud de punto de esta agenda · vea «cabildo mostrar»
tui-item-requests = Puntos solicitados ({ $n })
tui-interpreted = interpretación: { $languages }
tui-next-host = Próxima sede
cli-help-calendar-invite = Direcciones de correo a las que el calendario invita: los programas de correo piden entonces una respuesta
cli-help-calendar-organizer = Dirección de correo que recibe las respuestas; dé lo que llegue a «cabildo calendario importar»
cli-verb-hosts = sedes anfitriones
cli-help-hosts = Muestra quién ha sido sede de cuántas reuniones y a quién le toca
cli-hosted = { $n ->
    [0] no ha sido sede
    [one] ha sido sede de una reunión
   *[other] ha sido sede de { $n } reuniones
}
cli-hosts-named = señalada como próxima sede
cli-hosts-next = por venir: { $title }, { $when }
cli-hosts-last = la última: { $title }, { $when }
cli-hosts-more = No se cuentan las reuniones más antiguas.
cli-example-hosts = cabildo sedes

## Alertas de otros sistemas que se ofrecen

offer-alert = alerta
offer-update = actualización
offer-cancel = cancelación
offer-ack = acuse de recibo
offer-error = mensaje de error
cli-verb-cap-offers = ofrecidas
cli-help-cap-offers = Lista las alertas que ofrecen los canales de otros sistemas
cli-example-cap-offers = cabildo cap ofrecidas
cli-verb-cap-take = tomar
cli-help-cap-take = Redacta el borrador de un aviso a partir de una alerta ofrecida; no envía nada
cli-example-cap-take = cabildo cap tomar 3f9a --output borrador.json
cli-verb-cap-pass-over = descartar
cli-help-cap-pass-over = Dice que una alerta no se quiere: ya no se ofrece
cli-example-cap-pass-over = cabildo cap descartar 3f9a
cli-arg-offer = Cuál: su id, o el comienzo de exactamente uno
cli-cap-drafted-replaces = Borrador de una actualización. Nada se ha enviado: revíselo y emítalo con «cabildo alertar --update { $notice } --file { $path }»
cli-cap-cancels = Cancela lo que tomó el aviso { $notice }. Nada se ha enviado: retírelo con «cabildo alertar --cancel { $notice } --reason …»
cli-cap-passed-over = Ya no se ofrece.
cli-offers-none = No se ofrecen alertas. Los canales se nombran en config.toml: [[cap_feed]]
cli-offer-of = de { $feed } ({ $sender })
cli-offer-replaces = se refiere a lo que tomó el aviso { $id }
cli-event-offered = ofrecida por otro sistema: { $what } · cabildo cap ofrecidas
tui-offered = { $feed } ofrece una alerta: { $title }
tui-offers = { $n ->
    [one] Se ofrece una alerta de otro sistema
   *[other] Se ofrecen { $n } alertas de otros sistemas
} · { $key } para verla
tui-offer-cancels = Allá se canceló · retire el aviso de aquí: $ alertar --cancel { $notice } --reason …
tui-offer-nothing = Esta alerta contesta a otra: no hay nada que tomar
tui-write-update = Toma una actualización
tui-write-notice = Toma la alerta de otro sistema
trouble-cap_feed_failed = El canal de alertas «{ $feed }» no se puede leer: { $why }
trouble-cap_feed_failed-remedy = revise su dirección en config.toml: [[cap_feed]]
cli-report-score = Calificación del simulacro: { $score } de 100 (llegó, se acusó recibo, a tiempo, y se actuó)
cli-report-acted = Dijeron más que haberlo visto: { $n } de { $of }
tui-mark-all-clear = FIN DEL PELIGRO: pasó la emergencia
cli-urgency-exercise-over = simulacro terminado
cli-arg-response = Qué debe hacer la gente
cli-arg-all-clear = Dice que pasó el peligro: en todos los bloques del aviso
## Archivos que nombran los mensajes

attachment-saved = guardado aquí
attachment-partial = aquí hay { $k } de { $n } partes
attachment-absent = no está aquí
attachment-fetching = se está trayendo
attachment-no-peer = ningún nodo enlazado lo tiene; se vuelve a buscar solo
attachment-no-room = no cabe en este nodo
attachment-disk = el disco de este nodo no lo admite
attachment-differs = sus bytes no son eso: parecen { $found }
attachment-unlike = sus bytes no son de { $declared }
cli-attachments = Archivos ({ $n })
cli-attachments-none = No hay archivos
cli-attachments-of = En { $id }
cli-help-attachments = Muestra los archivos que nombra un mensaje, y si están aquí
cli-help-fetch = Trae un archivo que nombra un mensaje, de otros nodos si no está aquí, y lo escribe
cli-verb-attachments = adjuntos
cli-verb-fetch = traer
cli-example-attachments = cabildo adjuntos cbm1q9x
cli-example-fetch = cabildo traer cbm1q9x 2 --out acta.pdf
cli-arg-attach = Archivo que lo acompaña; se puede repetir
cli-help-fetch-number = Cuál de los archivos del mensaje, desde 1; si hay uno solo no hace falta
cli-help-fetch-out = Dónde se escribe; sin ello, en esta carpeta, con su nombre sin lo que no debe llevar un nombre ajeno
cli-attach-unreadable = no se puede leer { $path }: { $why }
cli-attach-empty = { $path } está vacío · elija un archivo que diga algo
cli-attach-many = { $n } archivos: un mensaje nombra 16 a lo más
cli-fetch-none = «{ $id }» no nombra archivos · vea «cabildo adjuntos { $id }»
cli-fetch-which = «{ $id }» nombra { $n } archivos · diga cuál por su número, como los muestra «cabildo adjuntos { $id }»
cli-fetch-no-number = «{ $id }» no tiene archivo { $n } · vea «cabildo adjuntos { $id }»
cli-fetch-progress = { $name }: aquí hay { $k } de { $n } partes
cli-fetch-waits = { $name } aún no está aquí: ningún nodo enlazado lo tiene · este nodo lo sigue buscando; repita la orden más tarde
cli-fetch-no-room = { $name } no cabe en este nodo · libere espacio en el disco, o suba [attachments] max_total_mib en config.toml
cli-fetch-disk = { $name } no se trajo: el disco de este nodo no lo admite · vea la bitácora del nodo
cli-fetch-short = { $name } se cortó: este nodo lo halló dañado en su disco · repita la orden, se repara desde otros nodos
cli-fetch-written = Se escribió { $path } ({ $size })
tui-attachments = Archivos ({ $n })
cli-cap-drafted-answer = Borrador de un comentario: la alerta { $id } responde al mensaje { $notice }. No se envió nada: léalo y publíquelo con «cabildo comentar { $notice } --text-file { $path }»
cli-cap-answers = La alerta { $id } es un mensaje CAP «{ $type }»: contesta a otra, y no hay nada que redactar

tui-key-acts = ver qué se puede hacer en este asunto
tui-hint-acts = más
tui-acts-title = Qué podemos hacer aquí
tui-acts-help = Enter elige · Esc cierra
tui-act-ack = acusar recibo
tui-act-position = tomar postura
tui-act-rsvp = decir quién va
tui-act-comment = comentar
tui-act-pause = decir que necesitamos más tiempo
tui-act-closing = cerrar la propuesta
tui-act-contest = impugnar el cierre
tui-act-final = fijar el resultado
tui-act-withdrawal = retirar lo que publicamos
tui-act-signature = firmar la declaración
tui-act-signature_withdrawal = retirar nuestra firma
tui-act-update = actualizar el aviso
tui-act-all_clear = dar fin a la alerta: pasó el peligro
tui-act-cancel = cancelar el aviso: no debió salir
tui-sheet-update = Actualización de un aviso
tui-sheet-all_clear = Fin de la alerta
tui-sheet-cancel = Cancelación de un aviso
tui-template-all_clear-headline = Fin de la alerta: { $headline }
tui-hint-field-all_clear-description = cómo está ahora; lo dicho antes ya no se repite
tui-hint-field-all_clear-instruction = qué se puede volver a hacer
tui-hint-field-update-respond-by = 48h, 15d o 2026-12-02 18:00; vacío: como estaba
tui-hint-field-cancel-reason = por qué; una cancelación no se deshace
tui-check-not-now = ahora ya no se puede: mire el asunto otra vez
tui-check-newer = mientras tanto hay otra versión · léala; si firma, esta toma su lugar
tui-nothing-there = no hay nada que elegir

tui-act-revision = escribir un texto nuevo
tui-act-accept = aceptar la enmienda de { $who }: { $what }
tui-act-decline = decir qué enmiendas no se aceptan
tui-act-amendment = proponer una enmienda
tui-act-goes-on = Sigue un borrador: lo elegido quedó marcado, el texto es el suyo
tui-sheet-revision = Texto nuevo
tui-sheet-decline = Enmiendas que no se aceptan
tui-sheet-amendment = Enmienda
tui-field-accepts = Acepta
tui-field-declines = No acepta
tui-field-revision-reason = Nota
tui-field-decline-reason = Nota
tui-hint-field-accepts = ← → pasa de una a otra, espacio la marca; el texto nuevo debe recogerla
tui-hint-field-declines = ← → pasa de una a otra, espacio la marca
tui-hint-field-revision-text = el texto entero, como queda; F6 lo abre en su editor
tui-hint-field-amendment-text = el texto entero, como quedaría; F6 lo abre en su editor
tui-hint-field-revision-reason = qué cambia y por qué; puede faltar
tui-hint-field-decline-reason = por qué no; puede faltar
tui-check-unchanged = dice lo mismo que antes: cambie algo
tui-check-gone = algo de lo marcado ya no está abierto: quite la marca o elija otra vez
tui-check-nothing-marked = marque al menos una: ← → y espacio

tui-act-agenda_update = cambiar la agenda
tui-act-agenda_cancel = cancelar la reunión
tui-act-minutes = escribir el acta
tui-act-item_request = solicitar un punto
tui-sheet-agenda_update = Agenda modificada
tui-sheet-agenda_cancel = Cancelación de una reunión
tui-sheet-minutes = Acta
tui-sheet-item_request = Solicitud de un punto
tui-field-agenda_update-asked = A quién se invita
tui-field-agenda_update-places = Lugar
tui-field-agenda_update-declines = No recoge
tui-field-takes = Recoge
tui-field-attended = Asistieron
tui-field-decisions = Decisiones
tui-field-tasks = Tareas
tui-field-minutes = Minutos
tui-field-papers = Sobre
tui-field-item_request-reason = Para qué
tui-hint-field-takes = solicitudes: ← → pasa de una a otra, espacio la marca; van al final
tui-hint-field-agenda_update-respond-by = 48h, 15d o 2026-12-02 18:00; vacío: como estaba
tui-hint-field-agenda_cancel-reason = por qué; una cancelación no se deshace
tui-hint-field-attended = nombres, códigos o países, con comas; puede faltar
tui-hint-field-decisions = una por línea: Qué se decidió #cbm1… (propuestas); puede faltar
tui-hint-field-tasks = una por línea: 2026-12-10 18:00 Qué @ quién #cbm1…; o 15d Qué
tui-hint-field-minutes = cuánto dura, en minutos; puede faltar
tui-hint-field-papers = ids de propuestas u otros asuntos, con comas; puede faltar
tui-hint-field-minutes-text = qué se trató, sin nombres de personas
tui-hint-field-item_request-reason = qué se quiere tratar; puede faltar
tui-check-task = «{ $value }» no se entiende · 2026-12-10 18:00 Qué @ quién
tui-check-due = «{ $value }» no dice hasta cuándo · 2026-12-10 18:00 al comienzo
tui-check-minutes = «{ $value }» no son minutos · un número, hasta una semana
tui-check-both = algo está recogido y no recogido: quite una marca

tui-act-commitment = decir qué sigue, quién y hasta cuándo
tui-act-progress = decir cómo va un compromiso
tui-act-follow_up-reply = responder
tui-act-follow_up-action = decir qué se hace
tui-act-follow_up-close = cerrar el asunto
tui-act-follow_up-reopen = reabrirla: no nos basta
tui-sheet-commitment = Compromiso
tui-sheet-progress = Avance de un compromiso
tui-sheet-feedback = Retroalimentación
tui-sheet-follow_up = Seguimiento
tui-template-feedback = Retroalimentación a una institución
tui-field-office = Oficina a cargo
tui-field-result = Qué se logró
tui-field-review = Se revisa
tui-field-item = Compromiso
tui-field-item-state = Cómo va
tui-field-step = Paso
tui-field-commitment-tasks = Compromisos
tui-field-feedback-asked = A quién
tui-field-progress-reason = Qué se hizo
tui-field-follow_up-reason = Qué se dice
tui-hint-field-office = oficina que responde, sin nombres de personas
tui-hint-field-result = qué cambia con lo aprobado; puede faltar
tui-hint-field-review = cuándo se mira todo otra vez: 90d o 2026-12-02 18:00; puede faltar
tui-hint-field-item = ← y → cambian
tui-hint-field-item-state = ← y → cambian
tui-hint-field-step = ← y → cambian
tui-hint-field-commitment-tasks = uno por línea, con fecha: 2026-12-10 18:00 Qué @ quién #cbm1…; no cambie el orden
tui-hint-field-feedback-asked = una institución: nombre o código
tui-hint-field-feedback-text = qué se notó, sin nombres de personas
tui-hint-field-progress-reason = qué se hizo, o por qué se abandona
tui-hint-field-follow_up-reason = qué se responde, se hace o falta
tui-check-nothing-to-do = falta: diga al menos un compromiso, con su fecha
tui-check-dropped = diga por qué se abandona
tui-check-one-institution = una institución, ni más ni menos
tui-check-step = ese paso no nos toca ahora: ← → elige otro

tui-act-translation = traducir
tui-sheet-declaration = Declaración conjunta
tui-sheet-translation = Traducción
tui-template-declaration = Declaración conjunta
tui-field-required = Por país
tui-field-method = Hecha
tui-field-translator = Quien traduce
tui-field-declaration-respond-by = Firmar hasta
tui-field-declaration-asked = A quién se pide firmar
tui-hint-field-required = cuántas de cada país la ponen en vigor: mx=2, cl=1
tui-hint-field-method = ← y → cambian: de una persona, certificada o de una máquina
tui-hint-field-translator = oficio o licencia, como Perito 123; puede faltar
tui-hint-field-declaration-text = lo que se firma; F6 lo abre en su editor
tui-hint-field-translation-title = traducido; F4 cambia el idioma al que se traduce
tui-hint-field-translation-text = escriba la traducción sobre el original; F6 lo abre en su editor
tui-check-untranslated = todavía es el texto original: tradúzcalo
tui-check-required = «{ $value }» no se entiende · mx=2, cl=1
tui-check-required-missing = falta: cuántas de cada país, como mx=2, cl=1

tui-look-untouched = Sin cambios en: { $languages }

tui-acts-none = Aquí no podemos hacer nada

## Qué no está bien en lo que se escribió

content-malformed = el contenido está mal formado: { $why }
content-unknown-kind = esta versión no conoce el tipo { $kind }
flaw-missing = falta: escríbalo al menos en un idioma
flaw-empty = está vacío
flaw-empty-element = está vacío: quítelo
flaw-too-many-entries = elementos: { $n }; se permiten { $max } como máximo
flaw-too-many-files = archivos: { $n }; se permiten { $max } como máximo
flaw-too-many-bytes = tiene { $n } bytes; se permiten { $max } como máximo
flaw-too-many-languages = idiomas: { $n }; se permiten { $max } como máximo
flaw-text-empty = el texto en «{ $language }» está vacío
flaw-text-too-long = el texto en «{ $language }» tiene { $n } bytes; se permiten { $max } como máximo
flaw-twice = un elemento está dos veces
flaw-control-characters = contiene caracteres de control
flaw-format = los formatos se numeran desde 1
flaw-no-one = se necesita al menos uno
flaw-no-block = se necesita al menos un bloque
flaw-address-length = está vacío o pasa de 2048 bytes
flaw-address-characters = contiene caracteres que una dirección no admite
flaw-address-partial = no es una dirección completa como https://example.org/
flaw-too-late = cae después del año 9999
flaw-time-zone = no es un huso horario de IANA como America/Mexico_City
flaw-several-languages = está en varios idiomas: escriba una traducción para cada uno
flaw-other-language = está en otro idioma que el texto
flaw-own-backup = es la misma persona a la que suple
flaw-before-turn = cae antes de que empiece el turno
flaw-log-number = los mensajes de un registro se numeran desde 1
flaw-restriction-needed = hace falta cuando el alcance es restringido
flaw-addresses-needed = hacen falta cuando el alcance es privado
flaw-restriction-only = solo corresponde al alcance restringido
flaw-space-or-comma = contiene un espacio o una coma
flaw-space = contiene un espacio
flaw-before-effect = cae antes de que el aviso entre en vigor
flaw-resource-length = pasa de 131072 bytes de Base64
flaw-base64 = no es Base64 con relleno (RFC 4648)
flaw-resource-size = no es el tamaño del recurso que lleva dentro
flaw-digest = no es SHA-1 en 40 cifras hexadecimales
flaw-media-type = no es un tipo de medio como image/png
flaw-few-points = tiene menos de cuatro puntos
flaw-many-points = tiene más de 2048 puntos
flaw-not-closed = no se cierra: su último punto debe ser el primero
flaw-radius = tiene un radio mayor que media Tierra (metros)
flaw-ceiling-below = queda por debajo de la altitud
flaw-ceiling-alone = necesita una altitud a su lado
flaw-latitude = tiene una latitud de más de 90 grados
flaw-longitude = tiene una longitud de más de 180 grados
flaw-folder-separator = contiene un separador de carpetas: dé solo el nombre
flaw-file-size = no es un tamaño de 1 a 4294967296 bytes
flaw-nothing-to-do = no dice qué hay que hacer
flaw-no-date = falta: diga hasta cuándo se hace
flaw-item-number = los puntos se numeran desde 1 y son 256 como máximo
flaw-no-country-to-sign = no nombra ningún país: diga cuántos de cada uno tienen que firmar
flaw-many-countries = más de 256 países
flaw-signers-count = de cada país firma al menos uno y 65536 como máximo
flaw-currency = no es un código de ISO 4217 como MXN o CLP
flaw-amount = es más de lo que los programas pueden contar con exactitud
flaw-qualified-majority = una mayoría calificada es más de la mitad y como máximo el todo
flaw-no-country = no nombra ningún país
flaw-quorum-too-high = es más que todos los que pueden votar
flaw-amend-until = no cae antes de respond_by, que es necesario
flaw-contest-time = el plazo para impugnar es al menos un instante y 90 días como máximo
flaw-sponsor-endorses = quien también presenta una propuesta la respalda
flaw-many-heads = más cabezas de las que lleva un mensaje
flaw-log-order = no está en el orden de los registros, cada uno una vez
flaw-names-nothing = no nombra nada
flaw-no-revision = falta: escriba el texto completo como queda ahora, o rechace una enmienda
flaw-accepted-without-text = falta: una enmienda se recoge en un texto
flaw-accepted-and-declined = una enmienda se acepta y se rechaza a la vez
flaw-before-start = debe caer después del inicio
flaw-item-too-long = dura más de una semana
flaw-outside-summit = cae fuera de la cumbre
flaw-key-twice = también es de otro punto
flaw-request-length = no dura ni un minuto, o dura más de una semana
flaw-many-people = más de 10000 de una institución
flaw-need-count = cada necesidad cuenta al menos a una persona y como máximo a quienes vienen
