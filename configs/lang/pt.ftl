# Textos do programa em português. O que começa com «cli-» é da linha de comando, o que começa com
# «tui-» é da tela, e o resto é das duas. Os testes comparam este arquivo com en.ftl: as mesmas
# mensagens, as mesmas variáveis e nenhum texto igual sem o seu motivo, que se escreve acima como
# «Igual em inglês: …».

## Linha de comando: ajuda

cli-heading-usage = Uso
cli-heading-commands = Comandos
cli-heading-arguments = Argumentos
cli-heading-options = Opções
cli-heading-common = Opções de todos os comandos
cli-value-command = COMANDO
cli-help-also = Também: { $names }
cli-help-example = Exemplo:
    {"  "}{ $example }
cli-help-cabildo = Mensagens federadas entre prefeituras, embaixadas e conselhos. Sem comando, abre a tela.
cli-help-demo = Mostra uma federação inteira nesta máquina, ou a grava em uma pasta
cli-help-node = Põe em funcionamento o nó desta pasta, até que seja encerrado
cli-help-relay = Põe em funcionamento o retransmissor desta pasta, até que seja encerrado
cli-help-propose = Apresenta uma proposta
cli-help-alert = Emite um alerta de crise (CAP 1.2), atualiza ou cancela um
cli-help-agenda = Convoca uma cúpula com a sua agenda
cli-help-respond = Toma posição sobre uma proposta
cli-help-ack = Confirma o recebimento de um alerta de crise
cli-help-comment = Comenta uma mensagem
cli-help-rsvp = Responde à convocação de uma cúpula
cli-help-rsvp-text = O que os números não dizem, sem nomes de pessoas; escreve-se como em todo comando com texto
cli-help-erase = Apaga para sempre o texto de uma mensagem própria, em todos os nós
cli-help-mark = Anota numa conversa, para os outros operadores do nó, que foi lida, está sinalizada ou quem cuida dela
cli-help-shift = Mostra o que está aberto e quem cuida; com --to passa o turno
cli-help-list = Mostra a caixa de entrada, o urgente primeiro
cli-help-show = Mostra uma mensagem com tudo o que se respondeu
cli-help-watch = Mostra o que vai chegando, uma linha por evento
cli-help-peers = Mostra os outros nós e as suas ligações
cli-help-status = Mostra o estado do nó
cli-help-frontier = Escreve em JSON até onde vai cada registro
cli-help-adopt = Toma do nó o que ele sabe da chave, se o registro de assinaturas se perdeu
cli-help-completions = Escreve os complementos para um interpretador de comandos
cli-help-man = Escreve as páginas de manual em uma pasta, em todos os idiomas
cli-help-help = Explica um comando
cli-arg-home = Pasta do nó; se faltar, a de CABILDO_HOME ou ~/.local/share/cabildo
cli-arg-socket = Soquete do nó, se não for o da sua pasta
cli-arg-json = Escreve JSON em vez de texto
cli-arg-ascii = Escreve sem acentos nem sinais, para terminais que só mostram ASCII
cli-arg-plain = O programa inteiro em linhas numeradas e perguntas, sem tela
cli-arg-passphrase-file = Arquivo cuja primeira linha é a senha da chave
cli-arg-passphrase-fd = Descritor do qual se lê a senha da chave
cli-arg-language = Idioma do que se mostra e dos textos sem etiqueta
cli-arg-help = Mostra esta ajuda
cli-arg-version = Mostra a versão
cli-arg-id = Identificador da mensagem, ou o seu começo se não houver outro igual
cli-arg-title = Título, de uma linha
cli-arg-summary = Resumo, de um parágrafo
cli-arg-text = Texto; «pt=…» diz o idioma, «@ARQUIVO» o lê, «-» o toma da entrada, «=…» o toma ao pé da letra
cli-arg-text-file = Arquivo com o texto; «-» é a entrada
cli-arg-theme = Tema, um código da federação
cli-arg-place = Lugares: mx:20067, MX-OAX ou MX
cli-arg-asked = A quem se pede resposta; se faltar, a todas as instituições
cli-arg-invited = Quem é convidado; se faltar, todas as instituições
cli-arg-respond-by = Até quando se pede resposta: 48h, 3d ou 2026-12-01T18:00-06:00
cli-arg-file = Arquivo JSON ou TOML com o conteúdo inteiro; as outras opções o alteram
cli-arg-headless = Sem tela: uma linha por evento, e termina sozinha
cli-arg-cut = Corta as ligações deste nó durante toda a demonstração
cli-arg-write = Grava os nós nesta pasta e não os põe em funcionamento
cli-arg-nodes = Quantos nós são gravados
cli-arg-event = O que acontece, em poucas palavras
cli-arg-headline = Manchete, de uma linha
cli-arg-description = Descrição
cli-arg-instruction = O que as pessoas devem fazer
cli-arg-severity = Gravidade
cli-arg-urgency = Urgência
cli-arg-certainty = Certeza
cli-arg-category = Categorias
cli-arg-area = Área afetada, em palavras; pode ser repetida
cli-arg-expires = Até quando vale: 6h ou 2026-12-01T18:00-06:00
cli-arg-status = Se é real, simulado ou teste
cli-arg-update = Atualiza este alerta: só muda o que se informa
cli-arg-cancel = Cancela este alerta
cli-arg-reason = Motivo do cancelamento ou do apagamento
cli-arg-flag = Sinaliza
cli-arg-unflag = Tira o sinal
cli-arg-assign = Quem cuida: o nome de um dispositivo no registro
cli-arg-unassign = Ninguém em particular cuida mais
cli-arg-to = A quem se passa o que este operador cuidava
cli-arg-host = Instituição anfitriã; se faltar, a própria
cli-arg-starts = Início, na hora do local: 2027-03-10T09:00
cli-arg-ends = Fim, ou quanto dura: 8h
cli-arg-zone = Fuso horário do local (IANA); se faltar, o próprio
cli-arg-venue = Local, em palavras
cli-arg-item = Ponto: título;minutos ou título;minutos;hora, e atrás ;@mx:20067 quem expõe, ;#cbm1… os textos, ;sala=Sala 2, ;orador=Diretoria de Águas, ;idiomas=en,es a interpretação; pode ser repetido
cli-arg-stance = Posição
cli-arg-mandate = Ato que dá a competência, como se cita
cli-arg-state = Situação
cli-arg-attendance = Presença
cli-arg-people = Quantas pessoas
cli-arg-need = Quantas precisam de quê
cli-arg-language-wanted = Idiomas para os quais se pede interpretação
cli-arg-kind = Só mensagens deste tipo
cli-arg-institution = Só o que esta instituição escreveu
cli-arg-limit = Quantas linhas no máximo
cli-arg-format = Como se escreve: text, html para imprimir, ou cap para um aviso
cli-arg-paper = Folha em que se imprime: a4 ou letter
cli-arg-output = Arquivo em que se escreve, em vez da saída
cli-arg-force = Substitui o arquivo se já existir
cli-arg-shell = Interpretador
cli-arg-dir = Pasta em que se escreve
cli-arg-command = Comando
cli-example-demo = cabildo demo --cut oaxaca
cli-example-node = cabildo nó
cli-example-relay = cabildo retransmissor --home /srv/cabildo
cli-example-propose = cabildo propor --title pt="Água de chuva" --text pt=@proposta.txt --respond-by 72h
cli-example-alert = cabildo alertar --event pt="Terremoto" --severity extrema --category geofisica --place MX-OAX --expires 6h
cli-example-respond = cabildo responder cbm1q9x apoiar --text pt="A favor." --mandate "Acuerdo 12/2026"
cli-example-agenda = cabildo agenda --title "Cúpula" --starts 2027-03-10T09:00 --ends 8h --item "Abertura;30;09:00"
cli-example-erase = cabildo apagar cbm1q9x --reason pt="Era um dado pessoal"
cli-example-mark = cabildo marcar cbm1q9x --assign "turno da noite"
cli-example-shift = cabildo turno --to "turno da noite"
cli-example-ack = cabildo confirmar cbm1q9x agindo --text pt="Equipes a caminho"
cli-example-comment = cabildo comentar cbm1q9x --text pt="De acordo"
cli-example-rsvp = cabildo comparecer cbm1q9x presencial --people 3 --need cadeira=1
cli-example-list = cabildo listar --kind alerta --limit 10
cli-example-show = cabildo mostrar cbm1q9x --format html --output folha.html
cli-example-watch = cabildo vigiar --json
cli-example-peers = cabildo pares
cli-example-status = cabildo estado --json
cli-example-frontier = cabildo fronteira
cli-example-adopt = cabildo adotar
cli-example-completions = cabildo complementos bash > ~/.local/share/bash-completion/completions/cabildo
cli-example-man = cabildo manual /usr/local/share/man
cli-example-help = cabildo ajuda propor

## Linha de comando: palavras

# Os nomes de cada comando, separados por espaços; o primeiro é o que se mostra.

# Igual em inglês: a palavra é a mesma
cli-verb-demo = demo
cli-verb-node = nó nodo
cli-verb-relay = retransmissor
cli-verb-propose = propor
cli-verb-alert = alertar
cli-verb-agenda = agenda convocar
cli-verb-respond = responder
cli-verb-ack = confirmar acusar
cli-verb-comment = comentar
cli-verb-rsvp = comparecer
cli-verb-list = listar
cli-verb-show = mostrar ver
cli-verb-watch = vigiar
cli-verb-peers = pares
cli-verb-status = estado
cli-verb-frontier = fronteira
cli-verb-adopt = adotar
cli-verb-erase = apagar
cli-verb-mark = marcar
cli-verb-shift = turno
cli-verb-alert-test = testar-alarmes
cli-verb-doctor = verificar
cli-verb-export = exportar
cli-verb-import = importar
cli-verb-backup = copiar
cli-verb-restore = restaurar
cli-verb-key = chave
cli-verb-completions = complementos
cli-verb-man = manual
cli-verb-help = ajuda
cli-verb-search = buscar
cli-verb-language = idioma
cli-verb-quit = sair
cli-word-stance-endorse = apoiar
cli-word-stance-object = objetar
cli-word-stance-abstain = abster-se
cli-word-stance-ask_for_changes = pedir-mudanças
cli-word-access-wheelchair = cadeira
cli-word-access-sign_language = sinais
cli-word-access-hearing = som
cli-word-access-sight = visão
cli-word-access-interpretation = intérprete
cli-word-access-diet = dieta
cli-word-kind-notice = alerta
cli-key-action-words = palavras
cli-key-action-restore = recuperar

## Linha de comando: alarmes

cli-help-alert-test = Comprova que chegam os alarmes das regras [[alert]] e os avisos das [[webhook]], com um marcado como teste
cli-arg-rule = Nome da regra; se faltar, todas
cli-example-alert-test = cabildo testar-alarmes plantao
cli-alert-test-ok = «{ $rule }»: bem, em { $ms } ms
cli-alert-test-exited = «{ $rule }»: falhou com o estado { $status }, em { $ms } ms
cli-alert-test-timed-out = «{ $rule }»: não terminou a tempo e foi cortado após { $ms } ms
cli-alert-test-not-started = «{ $rule }»: não foi possível executar o programa ({ $result })
cli-alert-test-ended = «{ $rule }»: outro o encerrou ({ $result }), após { $ms } ms
cli-alert-test-answered = «{ $rule }»: o servidor respondeu com { $status }, em { $ms } ms
cli-alert-test-not-sent = «{ $rule }»: nada foi enviado, em { $ms } ms

## Linha de comando: cópias de segurança

cli-help-backup = Guarda em um arquivo tudo o que é do nó, mesmo em funcionamento, sem chaves de operadores
cli-help-restore = Recupera uma cópia em uma pasta vazia, ou só a comprova
cli-help-key = Escreve a chave do operador em palavras para papel, ou a recupera delas
cli-arg-backup-file = Arquivo da cópia
cli-arg-rehearse = Só comprova, sem gravar nada
cli-arg-action = O que se faz
cli-arg-words = Das 24 palavras
cli-arg-out = Arquivo da chave; se faltar, o que dizem as configurações
cli-example-backup = cabildo copiar /media/copia/cabildo-2026-12-01.backup
cli-example-restore = cabildo restaurar --rehearse cabildo-2026-12-01.backup
cli-example-key = cabildo chave recuperar --words --rehearse
cli-backup-saved = Cópia em «{ $path }»: { $files } arquivos, { $kib } KiB
cli-backup-secret = Contém a chave do nó: guarde-a como uma chave
cli-backup-no-node-key = Não contém a chave do nó, que está fora da sua pasta: guarde-a à parte
cli-backup-without-keys = Não contém chaves de operadores: para essas há as palavras, «cabildo chave palavras»
cli-restore-checked = Intacta: { $messages } mensagens em { $logs } registros, { $rosters } cadastros
cli-restore-bad-signatures = Com assinatura que não vale: { $n } mensagens, que o nó guarda como prova
cli-restore-bodies-missing = Sem o seu texto: { $n } mensagens; pede-se a outros nós
cli-restore-no-node-key = Falta a chave do nó: ponha a sua, ou peça que se cadastre uma nova
cli-restore-rehearsed = A cópia serve; nada foi gravado
cli-restore-done = Recuperado em «{ $path }»
cli-restore-keys = Os operadores põem ali a sua chave com «cabildo chave recuperar --words». O nó procura antes entre os demais o que ela assinou depois da cópia
cli-words-of = A chave de «{ $path }» em 24 palavras. Quem as ler pode assinar em seu nome:
cli-words-write = Escreva-as em papel, com o seu número, e guarde-as trancadas. Não as fotografe nem as guarde em um arquivo.
cli-words-enter = Quando estiverem escritas, tecle Enter: três serão perguntadas.
cli-words-ask = Qual é a palavra { $n }?
cli-words-not-it = Não é essa
cli-words-unproven = As palavras escritas não são as da chave · comece de novo: cabildo chave palavras
cli-words-proven = Bem: as palavras estão escritas
cli-words-no-json = As palavras são para pessoas, não para JSON · tire --json
cli-words-wanted = Não se diz de que se recupera a chave · acrescente --words
cli-words-type = Palavras a partir da { $n }, separadas por espaços (em espanhol e inglês bastam as quatro primeiras letras):
cli-words-unknown = A palavra { $n } não está em nenhuma lista · revise-a
cli-words-count = São { $n } palavras e uma chave tem 24 · revise-as
cli-words-checksum = As palavras não combinam: uma está errada ou duas trocaram de lugar · revise-as
cli-words-end = A entrada terminou antes do tempo · escreva o que se pergunta
cli-words-same = São as palavras da chave de «{ $path }»: { $key }. Nada foi gravado
cli-words-other = São de outra chave ({ $key }), não da de «{ $path }» · procure as outras palavras
cli-words-key = São as palavras da chave { $key }. Nada foi gravado em «{ $path }»
cli-words-passphrase = Senha nova para a chave:{" "}
cli-words-passphrase-again = Outra vez a mesma:{" "}
cli-words-passphrase-empty = Sem senha, quem ler o arquivo poderia assinar
cli-words-passphrase-differs = Não são iguais
cli-words-restored = Chave { $key } recuperada em «{ $path }»
cli-words-learn = Antes de assinar, o nó deve saber por outros o que ela já assinou: conecte-o e escreva como sempre

## Linha de comando: revisão

cli-help-doctor = Revisa relógio, disco, portas, outros nós, chaves e o resto, e diz o que fazer
cli-arg-part = Que parte se revisa; se faltar, todas
cli-example-doctor = cabildo verificar outros-nos --json
cli-doctor-mark-well = [bem]
cli-doctor-mark-note = [nota]
cli-doctor-mark-trouble = [MAL]
cli-doctor-part-clock = relógio
cli-doctor-part-disk = disco
cli-doctor-part-port = porta
cli-doctor-part-peers = outros nós
cli-doctor-part-keys = chaves
cli-doctor-part-store = armazém
cli-doctor-part-roster = cadastros
cli-doctor-part-unit = serviço
cli-doctor-part-alerts = alarmes
cli-doctor-clock-behind = várias instituições escrevem do que aqui é o futuro
cli-doctor-clock-remedy = acerte o relógio desta máquina: timedatectl set-ntp true
cli-doctor-clock-set = acertado por { $service }
cli-doctor-clock-service = mantido por { $service }, que sabe se está certo
cli-doctor-clock-unknown = não se vê nenhum serviço que o acerte; instale um, por exemplo chrony
cli-doctor-disk-unread = não se pode olhar o disco de «{ $path }»
cli-doctor-disk-unread-remedy = veja se a pasta existe e pode ser lida: ls -ld { $path }
cli-doctor-disk-full = restam { $free } MiB e são precisos { $wanted }: o nó só lê
cli-doctor-disk-remedy = libere espaço; o nó segue sozinho
cli-doctor-disk-scarce = restam { $free } MiB; abaixo de { $wanted } o nó só lê
cli-doctor-disk-room = { $free } MiB livres
cli-doctor-disk-network = «{ $path }» está em um disco de rede, que pode perder o já confirmado
cli-doctor-disk-network-remedy = mude a pasta para um disco desta máquina
cli-doctor-disk-memory = «{ $path }» está na memória: ao desligar perde-se tudo
cli-doctor-port-any = { $address } toma uma porta livre
cli-doctor-port-open = o nó escuta em { $address }
cli-doctor-port-deaf = o nó não escuta em { $address }
cli-doctor-port-deaf-remedy = reinicie-o se as configurações mudaram; se não, veja o seu registro
cli-doctor-port-free = { $address } está livre
cli-doctor-port-taken = { $address } é de { $holder }
cli-doctor-port-taken-remedy = encerre esse programa, ou mude [network] listen em config.toml
cli-doctor-peers-connected = { $connected } de { $known } ligados
cli-doctor-peers-none = os cadastros não citam nenhum outro nó
cli-doctor-peers-alone = nenhum de { $known } ligado
cli-doctor-peers-alone-remedy = veja a conexão e o firewall; abaixo está cada endereço
cli-doctor-peers-unset = as configurações não citam nenhum nó: só chegam os que se conectam a este
cli-doctor-peer-connected = { $peer }: ligado
cli-doctor-peer-unnamed = { $peer }: não se encontra o nome de { $address }
cli-doctor-peer-unnamed-remedy = veja o nome e o DNS desta máquina: getent hosts NOME
cli-doctor-peer-unknown = { $peer }: { $address } não é um endereço da internet
cli-doctor-peer-quic = { $peer }: { $address } só pode ser provado pelo nó em funcionamento
cli-doctor-peer-failed = { $peer }: sem ligação por { $address } ({ $why })
cli-doctor-peer-refused = { $peer }: ninguém responde em { $address }
cli-doctor-peer-refused-remedy = pergunte ao seu administrador se o nó está em funcionamento e a porta aberta
cli-doctor-peer-answers = { $peer }: alguém responde em { $address }, ainda sem ligação
cli-doctor-node-key = a do nó, { $key }, é privada
cli-doctor-node-unlisted = nenhum cadastro cita a chave deste nó, { $key }: os demais o recusam
cli-doctor-node-unlisted-remedy = peça à sua instituição que a cadastre
cli-doctor-node-missing = falta a chave do nó: «{ $path }»
cli-doctor-node-missing-remedy = recupere-a de uma cópia: cabildo restaurar ARQUIVO
cli-doctor-operator-elsewhere = aqui não há chave de operador: cada um a tem na sua pasta
cli-doctor-operator-key = a do operador, { $key }, é privada
cli-doctor-operator-unlisted = nenhum cadastro cita a chave de operador { $key }: o que ela assina é recusado
cli-doctor-operator-unlisted-remedy = peça à sua instituição que a cadastre
cli-doctor-operator-plain = «{ $path }» não tem senha: quem ler o arquivo pode assinar
cli-doctor-operator-plain-remedy = anote as palavras (cabildo chave palavras), afaste o arquivo e recupere-o com senha (cabildo chave recuperar --words)
cli-doctor-key-loose = «{ $path }» pode ser lida por outros (modo { $mode })
# Igual em inglês: um comando
cli-doctor-key-loose-remedy = chmod 600 { $path }
cli-doctor-key-unread = «{ $path }» não pode ser lida por este usuário
cli-doctor-key-bad = «{ $path }» não pode ser usada: { $why }
cli-doctor-key-bad-remedy = recupere-a da sua cópia ou das suas palavras
cli-doctor-store-kept = { $messages } mensagens em { $mib } MiB
cli-doctor-store-behind = faltam { $n } mensagens por chegar
cli-doctor-store-stopped = { $n } segmentos; o nó revisa cada byte ao começar
cli-doctor-store-aside = { $n } peças danificadas estão em «{ $path }»
cli-doctor-store-aside-remedy = revise o disco (smartctl -a); quando nada faltar por chegar, apague essa pasta
cli-doctor-roster-none = não há cadastros que sirvam em «{ $path }»
cli-doctor-roster-none-remedy = ponha ali os arquivos do convite
cli-doctor-roster-unread = os cadastros de «{ $path }» não podem ser lidos por este usuário
cli-doctor-roster-versions = { $n } cadastros, com assinaturas válidas
cli-doctor-roster-valid = { $scope }: versão { $version }, a revisar em { $days } dias
cli-doctor-roster-over = { $scope }: a versão { $version } passou da sua data de revisão
cli-doctor-roster-over-remedy = peça uma versão nova a quem o assina; ler e alertar continuam
cli-doctor-unit-no-systemd = esta máquina não usa systemd
cli-doctor-unit-none = { $unit } não está instalado
cli-doctor-unit-active = { $unit } está em funcionamento
cli-doctor-unit-idle = { $unit } está parado ({ $state })
cli-doctor-unit-failed = { $unit } falhou
cli-doctor-unit-restarts = { $unit } teve de ser reiniciado { $restarts } vezes
cli-doctor-unit-log = veja por quê: journalctl -u { $unit } -n 50
cli-doctor-unit-off = { $unit } não começa com a máquina
# Igual em inglês: um comando
cli-doctor-unit-off-remedy = systemctl enable --now { $unit }
cli-doctor-alerts-none = não há regras [[alert]]: de noite ninguém recebe nada
cli-doctor-alerts-rule = «{ $rule }» executa { $program }; comprove: cabildo testar-alarmes { $rule }
cli-doctor-alerts-missing = «{ $rule }»: { $program } não está ou não pode ser executado
cli-doctor-alerts-missing-remedy = instale-o, ou corrija run em config.toml
# Igual em inglês: é o nó que o diz
cli-doctor-alerts-failed = { $why }
cli-doctor-alerts-failed-remedy = conserte-o e comprove: cabildo testar-alarmes
cli-doctor-webhook = «{ $rule }» envia a { $program }; comprove: cabildo testar-alarmes { $rule }
cli-doctor-webhook-secret = «{ $rule }»: o segredo não serve: { $why }
cli-doctor-webhook-secret-remedy = corrija secret em config.toml, ou o arquivo

## Linha de comando: uso errado

cli-usage-command = Não há um comando «{ $value }»
cli-usage-argument = Não se entende «{ $value }»
cli-usage-value-missing = Falta o valor de «{ $option }»
cli-usage-value = «{ $value }» não serve para «{ $option }»; pode ser { $known }
cli-usage-why = Em «{ $option }»: { $why }
cli-usage-invalid = «{ $value }» não serve para «{ $option }»
cli-usage-missing = Falta { $names }
cli-usage-conflict = «{ $option }» não combina com «{ $other }»
cli-usage-meant = Quis dizer «{ $value }»?
cli-usage-see-help = veja «cabildo ajuda»
cli-bad-id = «{ $value }» não é o começo de um identificador (cbm1…)
cli-bad-institution = «{ $value }» não é uma instituição · escreva-a como mx:20067, cl:05101 ou mx:x-sfic
cli-bad-place = «{ $value }» não é um lugar · escreva-o como mx:20067, MX-OAX ou MX
cli-bad-language = «{ $value }» não é uma etiqueta de idioma · escreva-a como es, pt-BR, en ou arn
cli-bad-time = «{ $value }» não é um momento · escreva-o como 48h, 3d, 2026-12-01T18:00 ou 2026-12-01T18:00:00-06:00
cli-bad-zone = nesta máquina não há um fuso horário «{ $value }» · escreva-o como America/Mexico_City
cli-bad-word = não há uma palavra «{ $value }»
cli-bad-need = «{ $value }» não é uma necessidade com o seu número · escreva-a como cadeira=2; veja «cabildo ajuda comparecer»
cli-bad-item = «{ $value }» não é um ponto · escreva-o como «título;minutos» ou «título;minutos;09:30»
cli-time-out-of-range = o momento fica fora do que um calendário escreve: { $value }
cli-time-ambiguous = «{ $value }» acontece duas vezes ou nunca, porque a hora muda nessa noite · escreva com a diferença, como 2026-04-04T23:30-03:00
cli-missing-option = Falta «{ $option }»
cli-text-twice = «{ $option }» traz duas vezes o texto em «{ $tag }»
cli-text-empty = «{ $option }»: o texto está vazio
cli-text-one-line = «{ $option }» tem uma só linha
cli-text-control = «{ $option }»: há um caractere de controle ({ $code }) na linha { $line }, coluna { $column } · retire-o
cli-stdin-twice = «{ $option }»: a entrada já foi lida para outra opção
cli-file-unreadable = «{ $option }»: não se pode ler { $path }: { $why }
cli-file-too-large = «{ $option }»: { $path } tem mais de { $max } bytes
cli-file-not-utf8 = «{ $option }»: { $path } não é UTF-8 a partir do byte { $at }
cli-file-content = Em { $path }: { $why }
cli-file-kind = { $path } é de outro tipo: «{ $value }»
cli-file-unknown-key = { $path }: não há um campo «{ $key }»
cli-key-locked = { $path } está protegida por senha · informe-a com --passphrase-file ou --passphrase-fd
cli-key-wrong = a senha de { $path } está incorreta · tente outra vez
cli-passphrase = Senha de { $path }:{" "}
cli-passphrase-wrong = Incorreta.
cli-passphrase-unread = não se pode ler a senha no terminal: { $why }
cli-passphrase-unreadable = não se pode ler a senha de { $path }: { $why }
cli-not-running = não há um nó em funcionamento em { $path } · inicie-o com «cabildo nó»
cli-not-permitted = este usuário não pode usar { $path } · peça ao administrador que o inclua no grupo do nó
cli-not-a-notice = { $id } não é um alerta de crise
cli-home-of-relay = { $path } é a pasta de um retransmissor · inicie-o com «cabildo retransmissor»
cli-home-of-node = { $path } é a pasta de um nó · inicie-o com «cabildo nó»
cli-home-in-use = já há um nó em funcionamento em { $path } (processo { $pid }) · abra a tela com «cabildo --home { $path }», ou encerre-o
cli-no-key = aqui não há uma chave com a qual assinar
cli-no-terminal = aqui não há um terminal em que desenhar · use «cabildo --plain», «cabildo listar» e «cabildo mostrar»
cli-no-screen = este programa foi compilado sem tela · use «cabildo listar» e «cabildo mostrar»
cli-output = não se pode escrever a saída: { $why }

## Linha de comando: o que se mostra

cli-written = Publicou-se: { $kind }
cli-adopted = Tomou-se do nó o que ele sabe da chave { $key }.
cli-written-nodes = Nós gravados em { $path }: { $names }
cli-written-start = Cada um é iniciado assim: cabildo --home { $path } node
cli-watch-lost = perdeu-se a ligação com o nó; tenta-se outra vez
cli-no-title = (sem título)
cli-list-empty = Não há mensagens.
cli-urgency-closed = encerrada
cli-urgency-exercise = simulado
cli-urgency-waiting = a responder
cli-urgency-open = aberta
cli-ours = nós: { $said }
cli-ours-missing = falta a nossa resposta
cli-disputed = EM DISPUTA
cli-held = faltam mensagens anteriores
cli-due-in = { $at } (em { $span })
cli-due-ago = { $at } (há { $span })
cli-peers-none = Não há outros nós no cadastro.
cli-peer-connected = conectado
cli-peer-away = sem ligação
cli-peer-synced = em dia às { $at }
cli-peer-behind = { $n ->
    [one] falta { $n } mensagem
   *[other] faltam { $n } mensagens
}
cli-peer-next = próxima tentativa { $at }
cli-role-node = nó
cli-role-relay = retransmissor
cli-status-federation = Federação
cli-status-node = Nó
cli-status-listening = Escuta em
cli-status-peers = Nós conectados
cli-status-kept = Guardado
cli-status-kept-value = { $messages ->
    [one] { $messages } mensagem
   *[other] { $messages } mensagens
} em { $logs ->
    [one] { $logs } registro
   *[other] { $logs } registros
}, { $size }
cli-status-behind = A receber
cli-status-behind-value = { $behind ->
    [one] { $behind } mensagem
   *[other] { $behind } mensagens
}, { $bodies ->
    [one] { $bodies } corpo
   *[other] { $bodies } corpos
}; { $held } em espera
cli-status-up-to-date = em dia
cli-status-forked = Registros em disputa
cli-status-started = Em funcionamento desde
cli-event-body = chegou o corpo de { $id }
cli-event-peer-up = { $name } está conectado
cli-event-peer-down = { $name } ficou sem ligação
cli-event-progress = { $n ->
    [one] falta { $n } mensagem
   *[other] faltam { $n } mensagens
}
cli-event-forked = o registro { $log } de { $name } está em disputa
cli-event-roster = cadastro ({ $scope }): versão { $version }
cli-event-resync = perderam-se eventos: leia outra vez a caixa de entrada
cli-event-marked = Um operador deste nó anotou algo em { $id }
cli-no-root = O começo da conversa ainda não chegou.
cli-no-content = (O conteúdo não chegou, ou é de uma versão mais nova.)
cli-opaque-unknown_version = É de uma versão mais nova: atualize o programa para lê-la.
cli-opaque-unknown_kind = É de um tipo que esta versão não conhece: atualize o programa para lê-la.
cli-opaque-no_body = O conteúdo ainda não chegou.
cli-opaque-malformed = O conteúdo não tem a forma devida.
cli-opaque-sealed = Está lacrada para outros.
cli-opaque-void = Ficou sem efeito: o autor já não podia assiná-la.
cli-opaque-not_due = Traz uma hora futura: será mostrada quando ela chegar.
cli-opaque-not_a_thread = Não começa uma conversa.
cli-opaque-erased = A instituição apagou este texto.
cli-shift-empty = Não há nada aberto que espere por esta instituição.
cli-shift-handed = { $n ->
        [one] Um assunto passou para «{ $to }».
       *[other] { $n } assuntos passaram para «{ $to }».
    }
cli-mark-assigned = «{ $to }» cuida (disse «{ $by }», { $at })
cli-mark-flagged = sinalizado por «{ $by }», { $at }
cli-mark-read = lido por «{ $by }», { $at }
cli-mark-none = sem anotações
cli-no-device = esta instituição não tem o dispositivo «{ $value }» · há: { $known }
cli-theme = Tema: { $value }
cli-places = Lugares: { $value }
cli-clock = Resposta até { $due }
cli-clock-over = O prazo venceu: { $due }
cli-answered = Responderam { $answered } de { $asked }
cli-waiting = Faltam: { $names }
cli-positions = Posições ({ $n })
cli-late = Posições fora do prazo ({ $n })
cli-tally = Apuração por país
cli-comments = Comentários ({ $n })
cli-mandate = Competência: { $value }
cli-updated = Atualizado em { $at }
cli-cancelled = Cancelado em { $at }
cli-acks = Confirmações ({ $n })
cli-took = após { $span }
cli-cap-event = O que acontece
cli-cap-severity = Gravidade
cli-cap-urgency = Urgência
cli-cap-certainty = Certeza
cli-cap-category = Categoria
cli-cap-response = Resposta
cli-cap-effective = Vale desde
cli-cap-onset = Começa
cli-cap-expires = Vale até
cli-cap-area = Área
cli-cap-extent = Extensão
validity-expired = JÁ NÃO ESTÁ EM VIGOR · não agir segundo isto
validity-upcoming = AINDA NÃO ESTÁ EM VIGOR · ver desde quando vale
instruction-expired = O que pedia; já não está em vigor
instruction-upcoming = O que fazer quando entrar em vigor
cli-host = Anfitrião
cli-venue = Local
cli-items = Pontos ({ $n })
cli-answers = Presença ({ $n })
cli-people = { $n ->
    [one] { $n } pessoa
   *[other] { $n } pessoas
}
cli-attendance = Presencialmente { $present }, por vídeo { $remote }

## Linha de comando: manual e primeira vez

cli-man-name = Nome
cli-man-synopsis = Sinopse
cli-man-description = Descrição
cli-man-example = Exemplo
cli-man-version = Versão
cli-man-written = Páginas de manual escritas em { $path }: { $n }
cli-first-missing = Ainda não há um nó da sua instituição em { $path }. O que quer fazer?
cli-first-demo = Ver uma demonstração: uma federação inteira nesta máquina, que se apaga ao sair
cli-first-join = Preparar a pasta da minha instituição para aderir a uma federação
cli-first-language = Otro idioma · Other language
cli-first-leave = Sair (Esc): nada foi escrito

## Linha de comando: fundar, admitir, aderir

cli-verb-init = iniciar
cli-verb-join = aderir
cli-verb-roster = cadastro
cli-verb-roster-key = chave
cli-verb-roster-draft = redigir
cli-verb-roster-show = mostrar ver
cli-verb-roster-sign = assinar
cli-verb-roster-combine = combinar
cli-verb-roster-verify = conferir
cli-verb-roster-publish = publicar
cli-verb-roster-hold = deixar
cli-verb-roster-pending = pendentes
cli-verb-roster-list = listar
cli-verb-roster-log = história
cli-verb-roster-codes = códigos
cli-verb-roster-admit = admitir
cli-verb-roster-invite = convidar
cli-verb-roster-suspend = suspender
cli-verb-roster-member = membro
cli-verb-roster-revoke = revogar
cli-verb-roster-reinstate = restabelecer
cli-verb-roster-device = dispositivo
cli-verb-roster-node = nó
cli-key-action-new = nova
own-action-add = acrescentar
own-action-change = mudar
own-action-retire = retirar
role-operator = operador
role-duty_officer = plantonista
role-secretary = secretaria
role-read_only = somente leitura
cli-help-init = Cria a pasta de uma instituição que vai aderir, com as suas chaves e o seu pedido
cli-help-join = Entra em uma federação com um convite, ou com os cadastros que se acabam de assinar
cli-help-roster = Quem pertence: funda, admite, assina, publica; quem governa não precisa de nó nem de rede
cli-help-roster-key = Cria uma chave para assinar cadastros, com senha
cli-help-roster-draft = Redige a carta da federação ou o cadastro de uma câmara
cli-help-roster-show = Mostra o que muda, quem assinou e o que falta
cli-help-roster-sign = Assina um cadastro, um só de cada versão
cli-help-roster-combine = Reúne as assinaturas de várias cópias
cli-help-roster-verify = Confere uma cadeia de cadastros, sem rede
cli-help-roster-publish = Entrega ao nó em funcionamento um cadastro com todas as assinaturas
cli-help-roster-list = Mostra a última versão de cada cadastro
cli-help-roster-log = Mostra quem assinou o quê e quando
cli-help-roster-codes = Mostra as listas de códigos da federação
cli-help-roster-admit = Examina pedidos, redige e assina o cadastro que os admite
cli-help-roster-invite = Escreve o convite para uma instituição
cli-help-roster-suspend = Suspende uma instituição: o que assinar desde agora não vale
cli-help-roster-member = Diz o que uma instituição pode escrever, e quanto
cli-help-roster-revoke = Exclui uma instituição; o que disse antes continua valendo
cli-help-roster-reinstate = Levanta uma suspensão
cli-help-roster-device = Acrescenta, muda ou retira um dispositivo próprio, sem pedir à câmara
cli-help-roster-node = Acrescenta, muda ou retira um nó próprio
cli-arg-institution-kind = O que é
cli-arg-own-id = Seu código oficial (mx:20067), ou mx:x-nome onde não há
cli-arg-name = Nome oficial; «es=…» diz o idioma
cli-arg-device = Como se chama o primeiro dispositivo, sem nomes de pessoas
cli-arg-node-label = Como se chama o nó
cli-arg-listen = Onde o nó escuta; pode repetir-se
cli-arg-external = Onde os outros o alcançam; pode repetir-se
cli-arg-request = Arquivo em que também se escreve o pedido
cli-arg-skip-words = Não mostra as palavras para papel
cli-arg-papers = Convite (o texto, ou um arquivo com ele) ou arquivo de cadastros
cli-arg-yes = Não pergunta: as palavras já foram comparadas
cli-arg-first = Esta chave nunca assinou um cadastro em outro disco
cli-arg-key-file = Arquivo da chave nova
cli-arg-sheaf = Arquivo de cadastros
cli-arg-sheaves = Cópias do mesmo arquivo de cadastros
cli-arg-sheaf-out = Arquivo em que se escreve o cadastro
cli-arg-signing-key = Arquivo da chave que assina; se faltar, a da instituição na sua pasta
cli-arg-from = Arquivo dos cadastros anteriores; se faltar, os do nó em funcionamento
cli-arg-review-days = Em quantos dias é preciso olhá-lo de novo
cli-arg-whose = «carta», ou o país da câmara (mx)
cli-arg-chamber = Câmara com os seus governantes: quantas assinaturas e de que chaves; pode repetir-se
cli-arg-governors = Quem assina desde agora
cli-arg-recovery = Chaves de recuperação da câmara
cli-arg-admit = Pedido que se admite; pode repetir-se
cli-arg-requests = Pedidos: o texto, ou arquivos com ele
cli-arg-institution-id = Instituição (mx:20067)
cli-arg-address = Outro endereço, com /p2p/… se for de outro nó; pode repetir-se
cli-arg-invitation-out = Arquivo em que se escreve o convite
cli-arg-own-action = O que se faz com ele
cli-arg-subject = Para acrescentar, o cartão da chave; senão, o nome ou a chave
cli-arg-label = Como se chama, sem nomes de pessoas
cli-arg-quota-mib = Quanto cabe em cada um dos seus registros, em MiB
cli-arg-may = Classes de mensagens que pode escrever a partir de agora
cli-arg-may-not = Classes de mensagens que já não pode escrever
cli-arg-ends-with = A última mensagem de um registro que vale; senão, tudo o que se conhece
cli-arg-role = O que pode fazer quem o usa
cli-arg-replaces = Dispositivo que termina com este
cli-arg-key-label = Como se chama a chave nova
cli-arg-key-institution = Instituição que a cadastrará
cli-arg-for-node = É de um nó: sem senha
cli-example-init = cabildo iniciar --own-id mx:16053 --device balcao-1
cli-example-join = cabildo aderir convite.txt
cli-example-roster = cabildo cadastro admitir pedido.txt --key governo.key
cli-usage-subcommand = Falta dizer o que fazer
cli-bad-address = «{ $value }» não é um endereço · como /ip4/192.0.2.7/tcp/4250
cli-bad-quorum = «{ $value }» não diz quantas assinaturas de que chaves · como 2:cbk1…,cbk1…,cbk1…
cli-bad-whose = «{ $value }» não é «carta» nem um país · como mx
cli-ask-yes = Ninguém pode confirmar aqui · compare as palavras e acrescente --yes
cli-ask-left = Ficou assim: nada foi escrito
cli-init-welcome = Algumas perguntas e a pasta da sua instituição está pronta. Esc sai sem deixar nada.
cli-init-words = Se a senha for esquecida, a chave da instituição volta destas palavras.
cli-init-ask-kind = O que é a sua instituição (número ou palavra):
cli-init-ask-place = Seu município, bastam umas letras:
cli-init-ask-which = O número do que é, ou outras letras:
cli-init-no-place = Nenhum município se parece com «{ $value }»
cli-init-ask-id = Seu código: país e nome curto, como mx:x-embaixada-cl:
cli-init-ask-name = Nome oficial da instituição:
cli-init-ask-device = Como se chama este posto, sem nomes de pessoas [{ $usual }]:
cli-init-ask-node = Como se chama o nó [{ $usual }]:
cli-init-device = balcao-1
cli-init-node = no-1
cli-init-missing = Falta uma resposta e não há terminal em que perguntá-la · dê --own-id e --name
cli-init-no-passphrase = Falta a senha e não há terminal em que perguntá-la · dê --passphrase-file
cli-init-done = A pasta de { $id } está em «{ $path }». Este é o seu pedido:
cli-init-no-qr = O código QR não cabe nesta saída: entregue o texto ou o arquivo
cli-init-file = O arquivo: { $path }
cli-init-next =
    Entregue o pedido a quem governa a sua câmara e leiam por telefone as palavras: devem ser as mesmas.
    Com o convite que lhe derem: cabildo aderir CONVITE
cli-key-for-whom = Não se diz que instituição cadastrará a chave · acrescente --institution
cli-key-made = Chave nova em «{ $path }»: { $key }. Seu cartão:
cli-key-next = Entregue o cartão a quem cuida do cadastro da sua instituição: cabildo cadastro dispositivo acrescentar CARTÃO
cli-roster-federation = a federação
cli-roster-chamber = a câmara de { $country }
cli-roster-version = Cadastro de { $scope }, versão { $version }
cli-roster-dates = Emitido em { $issued }; revê-se antes de { $review }
cli-roster-changes = Muda:
cli-roster-signatures = Assinaturas:
cli-roster-need = { $have } de { $need } que são precisas, de { $keys } chaves
cli-roster-of-keys = { $need } entre { $keys }: { $list }
cli-roster-signed-before = Assinavam: { $who }
cli-roster-signed-after = Assinam desde agora: { $who }
cli-roster-federation-id = Federação: { $id }
cli-roster-hash = Impressão: { $hash }
cli-roster-words = Leia-se em voz alta: { $words }
cli-roster-complete = Tem todas as assinaturas
cli-roster-lacks = Faltam assinaturas: { $n }
cli-roster-ready = «{ $path }» tem todas as assinaturas · para que valha: cabildo cadastro publicar
cli-roster-pass-on = Escrito em «{ $path }»; assinaturas que faltam: { $n }. Passe-o a quem falta: cabildo cadastro assinar
cli-roster-incomplete = A «{ $path }» faltam assinaturas: { $n } · quem são diz: cabildo cadastro mostrar
cli-roster-known = O nó já o tinha
cli-roster-published = Publicado: cadastro ({ $scope }), versão { $version }
cli-roster-combined = Assinaturas novas: { $n }
cli-roster-verified = Todos conferidos: { $n } cadastros
cli-roster-line = { $scope }: versão { $version }, assinaturas { $n }, revê-se antes de { $review }
cli-roster-overdue = vencido: é preciso uma versão nova
cli-roster-by = assinado por { $list }
cli-roster-key-made = Nova chave em «{ $path }»: { $key }
cli-roster-not-signer = A chave { $key } não é das que assinam por { $scope } · use outra com --key
cli-roster-sign-it = Assina-se? (sim/não)
cli-roster-there = «{ $path }» já existe · indique outro arquivo com --out
cli-roster-unreadable = «{ $path }» não se pode ler: { $why }
cli-roster-no-file = «{ $path }» não é um arquivo de cadastros: { $why }
cli-roster-charter-needs = Uma primeira carta tem nome e câmaras · acrescente --name e --chamber
cli-roster-chamber-needs = O cadastro de uma câmara se apoia na carta · indique o arquivo com --from
cli-change-name = Nome da federação: { $name }
cli-change-chamber = Entra a câmara de { $country }, que assina com { $who }
cli-change-governors = A câmara de { $country } assina desde agora com { $who }
cli-change-wire = Versão mais baixa do protocolo: { $version }
cli-change-recovery = Chaves de recuperação: { $who }
cli-change-admits = Entra: { $id } · { $name } · { $kind }
cli-change-institution = Muda: { $id } · { $name } · { $kind }
cli-change-keys =   assina o próprio cadastro com { $who }
cli-change-may =   classes de mensagens que pode escrever: { $n }; por registro, { $mib } MiB
cli-change-may-more =   pode escrever também: { $list }
cli-change-may-less =   já não pode escrever: { $list }
cli-change-active =   participa de novo; registros com fim: { $n }
cli-change-suspended =   fica suspensa; registros com fim: { $n }, os demais não valem
cli-change-left =   sai; registros com fim: { $n }, os demais não valem
cli-change-device-new = Dispositivo novo «{ $label }» ({ $role }): { $key }
cli-change-device = Muda o dispositivo «{ $label }» ({ $role }): { $key }
cli-change-device-ends = Termina o dispositivo «{ $label }» ({ $role }): { $key }
cli-change-node-new = Nó novo «{ $label }»: { $key }
cli-change-node = Nó «{ $label }»: { $key }
cli-change-node-ends = Termina o nó «{ $label }»: { $key }
cli-change-encryption = Chaves de cifra: { $n }
cli-change-four-eyes = Um aviso real e extremo precisa de um segundo dispositivo
cli-change-two-eyes = Um aviso real e extremo já não precisa de um segundo dispositivo
cli-change-code-list = Lista de códigos «{ $name }», versão { $version }: { $n } códigos
cli-change-no-code-list = «{ $name }», versão { $version }, não é uma lista de códigos: { $why }
cli-no-code-lists = A carta não traz nenhuma lista de códigos
cli-admit-asks = Pede para entrar: { $name } · { $id } · { $kind }
cli-admit-device = primeiro dispositivo «{ $label }»: { $key }
cli-admit-node = nó «{ $label }»: { $key }
cli-admit-official = na lista oficial: { $name }, { $in }, { $n } habitantes
cli-admit-other-name = chama-se de outro modo que na lista oficial
cli-admit-not-official = não está na lista de municípios: confirme por outra via quem é
cli-admit-alike = parece-se com { $id } · { $name }
cli-admit-sure = As palavras são as mesmas que lê quem pede para entrar, e se admite? (sim/não)
cli-admit-key-listed = A chave { $key } já está no cadastro de { $by } · cada chave está uma só vez: que se criem chaves novas
cli-admit-member = { $id } já é da federação · se mudou de chaves, diz isso no próprio cadastro
cli-admit-one-chamber = Os pedidos são de vários países · admita os de cada câmara à parte
cli-admit-overdue = O cadastro «{ $whose }» está vencido e não admite ninguém · renove-o: cabildo cadastro redigir { $whose } --from ARQUIVO
cli-standing-unknown = { $id } não é da federação
cli-standing-foreign = «{ $value }» não foi escrita por { $id } · nomeie uma mensagem dessa instituição
cli-member-what = Nada há para mudar · diga --quota-mib, --may ou --may-not
cli-paper-bad = «{ $value }» não é o que se espera: { $why }
cli-own-card = Chave «{ $label }»; compare-se: { $words }
cli-own-for-another = A chave é para { $id }, e este nó é de { $own } · que se crie outra com --institution { $own }
cli-own-none = «{ $value }» não está no cadastro da instituição
cli-own-several = Há vários «{ $value }» · diga a chave (cbk1…)
cli-own-what = Não se diz o que muda · acrescente --label ou --role
cli-own-node-what = Um nó não tem papel nem substitui outro · retire --role e --replaces
cli-invite-no-node = O nó não diz quem é · atualize-o
cli-invite-no-address = Não se sabe de nenhum endereço que sirva a outros · ponha-o em config.toml ([network] external) ou dê --address
cli-invite-not-listed = Aqui o cadastro ainda não nomeia { $id }: o convite serve quando o fizer
cli-invite-few = Instituições a que pode perguntar: { $n }; seriam melhor três (--address)
cli-invite-next = Em { $id } se escreve: cabildo aderir CONVITE, e se comparam as palavras
cli-join-no-request = Não há pedido em «{ $path }»: { $why } · comece com: cabildo iniciar
cli-join-for-another = O convite é para { $id }, e esta pasta é de { $own } · peça o seu
cli-join-same-words = São as palavras que lê quem convida? (sim/não)
cli-join-other-federation = Os papéis são de federações diferentes · use os de uma só
cli-join-asks = Pergunta-se a { $address } …
cli-join-not-there = { $address } não serve: { $why }
cli-join-nobody = Nenhum nó do convite responde · verifique a rede e repita a ordem
cli-join-not-yet = { $chamber } ainda não admite { $id }: o cadastro está na versão { $version } · pergunte a quem convida, e repita esta ordem
cli-join-other-keys = { $id } está no cadastro com outras chaves que as desta pasta · avise a quem governa a câmara
cli-join-node-unlisted = O cadastro da instituição não nomeia este nó ({ $key }) · acrescente-o de outro: cabildo cadastro nó acrescentar
cli-join-several-keys = O cadastro da instituição precisa de várias assinaturas · assinem juntos: cabildo cadastro
cli-join-progress = ligações { $links } · mensagens { $n } · por trazer { $left }
cli-join-done = { $id } está na federação e em dia · agora escreva: { $command }
cli-join-alone = { $id } está na federação, mas não se alcançou ninguém; o nó continua tentando · agora escreva: { $command }
cli-join-founded = { $id } tem os seus cadastros · agora escreva: { $command }

## Linha de comando: dirimir, ceder, mandatos, recuperação

cli-verb-roster-settle = dirimir
cli-verb-roster-rotate = trocar
cli-verb-roster-mandate = mandato
cli-verb-roster-recover = recuperar
cli-verb-roster-complete = completar
cli-help-roster-settle = Diz que ramo de um registro próprio bifurcado vale, e termina a chave que assinou duas vezes
cli-help-roster-rotate = Cede o cadastro da instituição a outras chaves, ou se compromete com as seguintes
cli-help-roster-mandate = Acrescenta um mandato da câmara municipal, que as posições citam pelo código
cli-help-roster-recover = Anuncia novos governantes de uma câmara que perdeu o quórum
cli-help-roster-complete = Completa uma recuperação cujo prazo público terminou
cli-arg-four-eyes = Se um aviso real e extremo precisa de um segundo dispositivo
cli-arg-code-list = A versão seguinte de uma lista de códigos, e o arquivo com ela; pode repetir-se
cli-arg-last-message = A última mensagem do ramo que vale
cli-arg-replaced-by = Cartão da chave que toma o lugar da que assinou duas vezes
cli-arg-hand-over = Quem assina desde agora: quantas assinaturas e de que chaves
cli-arg-commit-to = Quem assinará depois dessas: só se diz o resumo
cli-arg-mandate-code = Código com que as posições o citam
cli-arg-act = O ato da câmara municipal, por número ou título
cli-arg-covers = Tema que abrange; sem nenhum, todos; pode repetir-se
cli-arg-valid-until = Até quando vale
cli-arg-chamber-of = O país da câmara (mx)
cli-arg-new-governors = Quem há de governar
cli-arg-wait-days = Quantos dias qualquer um pode objetar
yes-no-yes = sim
yes-no-no = não
cli-bad-code-list = «{ $value }» não diz que lista nem que arquivo · como themes=temas.toml
cli-code-list-unread = «{ $path }» não é usado: { $why }
cli-code-list-other = «{ $path }» é outra lista ou outra versão · a seguinte é «{ $name }», versão { $version }
cli-settle-foreign = «{ $value }» não foi assinada por um dispositivo desta instituição · só dirime os próprios registros
cli-rotate-what = Não se diz a quem · acrescente --to ou --commit
cli-recovery-none = «{ $path }» não traz o anúncio de uma recuperação · comece com: cabildo cadastro recuperar
cli-recovery-waits = Ainda se pode objetar até { $until } · complete-a então
cli-recovery-notice = Anúncio: hão de governar { $scope } { $who }
cli-recovery-until = Dado em { $issued }; quem objetar pode fazê-lo até { $until }
cli-recovery-veto = Os governantes atuais objetam publicando qualquer versão seguinte: então este anúncio não vale
cli-recovery-ready = «{ $path }» tem todas as assinaturas · torne-o público; a partir de { $until }: cabildo cadastro completar
cli-recovery-countersigned = Instituições que referendaram: { $have } de { $need } necessárias
cli-change-settles = Vale em lugar dos outros cadastros da versão anterior: { $n }
cli-change-commits = Compromete-se com quem assine depois, pelo resumo { $hash }
cli-change-recovers = Recupera um quórum perdido
cli-change-mandate = O mandato «{ $code }»: { $act }
cli-change-mandate-themes =   abrange { $list }
cli-change-mandate-until =   até { $until }

## Alarmes, e o que um nó não mostra

cli-alarm-rosters = ALARME: há dois cadastros ({ $scope }) na versão { $version }, e estas chaves assinaram ambos: { $list } · fale com quem as tem; até que a versão seguinte o dirima, vale só o que ambos concedem
cli-alarm-rosters-split = ALARME: do cadastro ({ $scope }) há duas histórias desde a versão { $version }, e estas chaves assinaram as duas: { $list } · nenhuma versão resolve isso mais: cada nó conserva a sua; combinem de viva voz qual vale, e quem tiver a outra comece de novo com um convite
cli-alarm-rosters-over = Houve dois cadastros ({ $scope }) na versão { $version }, e estas chaves assinaram ambos: { $list }. Depois dirimiu-se.
cli-alarm-fork = ALARME: o dispositivo «{ $device }» de { $who } contradisse-se no lugar { $seq } de seu registro: duas mensagens diferentes, ou uma cuja assinatura não vale · o que segue está em disputa até que a instituição diga que ramo vale: cabildo cadastro dirimir
cli-hidden = Assuntos que a política deste nó não mostra: { $n } (por instituição { $institution }, por classe { $kind }, por tema { $theme })
cli-hidden-answers = Respostas que a política deste nó não mostra: { $n }
cli-opaque-hidden_here = A política deste nó não o mostra; aqui é guardado e vale como qualquer outro.
tui-opaque-hidden_here = A política deste nó (policy.toml) não o mostra. Aqui é guardado e vale como qualquer outro.
cli-awaits-second = Extremo e real: espera um segundo dispositivo de sua própria instituição · quem concordar acusa recebimento de outro dispositivo: cabildo acusar
cli-cited-other_theme = este mandato não abrange o tema da proposta
cli-cited-ended = este mandato tinha terminado
cli-cited-unknown = este mandato não está no cadastro da instituição
tui-awaits-second = Espera um segundo dispositivo de sua própria instituição: quem ali concordar acusa recebimento.
tui-hidden = Não se mostra aqui, pela política deste nó: { $n }
tui-alarms = Alarmes da federação: { $n }. { $key } os mostra.

## Terminal: a federação

tui-place-federation = Na federação
tui-key-federation = ver a federação
tui-federation-title = { $name } · membros: { $n }
tui-federation-charter = A carta
tui-federation-chamber = Câmara de { $country }
# Igual em inglês: só a ordem, que é a mesma
tui-federation-kind = { $kind } ({ $n })
tui-federation-governors = assinam { $need } de { $n } governantes
tui-federation-version = versão { $n }
tui-federation-four-eyes = um aviso extremo e real precisa de um segundo dispositivo
tui-federation-provisional = provisória: poucos a governam
tui-federation-no-recovery = sem chaves para um quórum perdido
tui-federation-no-roster = aqui ainda não há cadastro
tui-federation-overdue = vencido: é preciso uma versão nova
tui-federation-contested = dois cadastros de uma mesma versão
tui-federation-suspended = suspensa
tui-federation-left = já não é membro
tui-federation-forks = registros bifurcados: { $n }
tui-federation-keys = dispositivos { $devices }, terminados { $ended }, nós { $nodes }
tui-federation-twice = Dois cadastros ({ $scope }) na versão { $version }: { $list } assinaram ambos. Fale com quem tem estas chaves; até que a versão seguinte o dirima, vale só o que ambos concedem.
tui-federation-split = Duas histórias do cadastro ({ $scope }) desde a versão { $version }: { $list } assinaram as duas. Nenhuma versão resolve isso mais: cada nó conserva a sua. Combinem de viva voz qual vale; quem tiver a outra começa de novo com um convite.
tui-federation-twice-over = Houve dois cadastros ({ $scope }) na versão { $version }: { $list } assinaram ambos. Depois dirimiu-se.
tui-federation-fork = O dispositivo «{ $device }» de { $who } contradisse-se no lugar { $seq } de seu registro: duas mensagens diferentes, ou uma cuja assinatura não vale. O que segue está em disputa até que { $who } diga que ramo vale.

## Linha de comando: --plain

cli-plain-welcome = Cabildo em linhas, no nó de { $who }. «ajuda» diz o que se pode escrever.
cli-plain-prompt = Número ou comando
cli-plain-prompt-thread = «responder», «comentar», número ou comando; Enter volta à caixa de entrada
cli-plain-inbox = Caixa de entrada; esperam a nossa resposta: { $n }
cli-plain-found = Encontrados: { $n }
cli-plain-fresh = Mensagens novas: { $n }
cli-plain-alert = ! { $kind } de { $who }: { $title } · «0» o lê
cli-plain-back = O nó responde outra vez.
cli-plain-unknown = Não se entende «{ $value }» · «ajuda» diz o que se pode escrever
cli-plain-no-number = Não há um número { $value } na lista.
cli-plain-nothing-read = Primeiro leia um assunto: escreva o seu número.
cli-plain-no-answer = A este assunto não se pode responder.
cli-plain-search = Palavras que se buscam
cli-plain-speaks = Idioma: { $language }
cli-plain-no-language = não há um idioma «{ $value }»; pode ser { $known }
cli-plain-writing = «*» sozinho em uma linha para de escrever sem enviar; Enter pula o que é opcional.
cli-plain-lines = { $what }: várias linhas; «.» sozinho em uma linha termina
cli-plain-line = Linha
# Igual em inglês: só a ordem, que é a mesma
cli-plain-in = { $what } ({ $language })
cli-plain-or-usual = { $what } (com Enter: { $usual })
cli-plain-needed = Isto é necessário.
cli-plain-too-long = A linha tem mais de { $max } KiB e não foi usada.
cli-plain-no-count = «{ $value }» não é um número de pessoas.
cli-plain-text = Texto
cli-plain-title = Título
cli-plain-summary = Resumo
cli-plain-headline = Manchete
cli-plain-description = Descrição
cli-plain-instruction = O que as pessoas devem fazer
cli-plain-cancel-reason = Motivo
cli-plain-status = Tipo de alerta
cli-plain-mandate = Competência
cli-plain-venue = Local
cli-plain-reason = Razão (opcional)
cli-plain-note = Nota (opcional)
cli-plain-note-rsvp = Nota, sem nomes de pessoas (opcional)
cli-plain-needs = Necessidades, como cadeira=1 (opcional)
cli-plain-item = Ponto: título;minutos;hora;@quem expõe;#textos. Enter termina
cli-plain-another = Outro idioma do texto, como es ou en; Enter segue
cli-plain-look = Última olhada: { $kind }
cli-plain-asked = Pede-se resposta a
cli-plain-all = todas as instituições
cli-plain-usual-time = o prazo usual
cli-plain-signed-as = Assina-se em nome de { $who }; depois só se pode retirar o texto, nunca o ato.
cli-plain-send = Enviar? s/n
cli-plain-yes = sim
cli-plain-cancelled = Nada foi enviado.
cli-plain-help = O que se pode escrever:
cli-plain-do-list = a caixa de entrada, o urgente primeiro
cli-plain-do-search = busca palavras em títulos, primeiras palavras e instituições
cli-plain-do-show = lê um assunto pelo número ou identificador; o número basta
cli-plain-do-respond = responde ao que se acaba de ler: confirmação, posição ou presença
cli-plain-do-comment = comenta o que se acaba de ler
cli-plain-do-propose = escreve uma proposta
cli-plain-do-alert = escreve um alerta de crise
cli-plain-do-agenda = convoca uma cúpula
cli-plain-do-status = o estado do nó
cli-plain-do-peers = os outros nós
cli-plain-do-language = o idioma seguinte, ou o que se nomeie
cli-plain-do-help = esta ajuda
cli-plain-do-quit = termina

## Linha de comando: papel

cli-paper-signed = Assinatura
cli-paper-id = Identificador
cli-paper-fingerprint = Impressão digital (SHA-256)
cli-paper-signer = Assinado por
cli-paper-key = Chave
cli-paper-log = Registro
cli-paper-place = { $log }, mensagem { $seq }
cli-paper-lane-0 = de crise
cli-paper-lane-1 = de atos
cli-paper-rosters = Cadastros
cli-paper-versions = federação { $charter } · país { $chamber } · instituição { $institution }
cli-paper-checked = A assinatura foi verificada ao escrever esta folha.
cli-paper-printed = Situação em { $at }.
cli-paper-theme = Tema
cli-paper-places = Lugares
cli-paper-until = Resposta até
cli-paper-answered = Responderam
cli-paper-missing = Faltam
cli-paper-when = Quando
cli-paper-begins = Hora
cli-paper-lasts = Duração
cli-paper-item = Ponto
cli-paper-presenter = Apresenta
cli-paper-who = Quem e quando
cli-paper-what = O quê
cli-paper-said = Texto
cli-paper-written = Escreveu-se { $path }
cli-paper-exists = { $path } já existe · escreva outro nome, ou --force para substituí-lo
cli-paper-unwritable = não se pode escrever { $path }: { $why }
cli-paper-forged = a assinatura de { $id } não é de quem diz: { $why }

## Tipos de mensagens

kind-proposal = proposta
kind-position = posição
kind-comment = comentário
kind-notice = alerta de crise
kind-notice_update = atualização de alerta
kind-notice_cancel = cancelamento de alerta
kind-ack = confirmação
# Igual em inglês: a palavra é a mesma
kind-agenda = agenda
kind-rsvp = presença
kind-erasure = apagamento
kind-unknown = mensagem de uma versão mais nova

## Posições

stance-endorse = a favor
stance-object = contra
stance-abstain = abstém-se
stance-ask_for_changes = pede mudanças

## Confirmações

ack-seen = visto
ack-accepted = aceito
ack-acting = agindo
ack-need_help = precisa de ajuda
ack-can_offer = pode oferecer ajuda
ack-not_affected = não afetado
ack-closed = encerrado
ack-rejected = não serve como está

## Presença

attendance-in_person = presencial
attendance-remote = por vídeo
attendance-tentative = a confirmar
attendance-declined = não comparece
access-wheelchair = acesso em cadeira de rodas
access-sign_language = língua de sinais
access-hearing = legendas ou aro de indução
access-sight = letra grande, braille ou arquivos legíveis
access-interpretation = interpretação
access-diet = alimentação especial

## Protocolo de alerta comum (CAP)

severity-extreme = extrema
severity-severe = severa
severity-moderate = moderada
severity-minor = leve
severity-unknown = desconhecida
urgency-immediate = imediata
urgency-expected = esperada
urgency-future = futura
urgency-past = passada
urgency-unknown = desconhecida
certainty-observed = observada
certainty-likely = provável
certainty-possible = possível
certainty-unlikely = improvável
certainty-unknown = desconhecida
category-geo = geofísica
category-met = meteorológica
category-safety = proteção civil
category-security = segurança pública
category-rescue = resgate
category-fire = incêndio
category-health = saúde
category-env = meio ambiente
category-transport = transporte
category-infra = infraestrutura
category-cbrne = materiais perigosos
category-other = outra
response-shelter = abrigar-se
response-evacuate = evacuar
response-prepare = preparar-se
response-execute = executar o plano
response-avoid = evitar o local
response-monitor = manter-se informado
response-assess = avaliar
response-all_clear = perigo superado
response-none = nenhuma
cap-actual = real
cap-exercise = simulado
cap-system = mensagem de sistema
cap-test = teste técnico
cap-draft = rascunho
notice-active = em vigor
notice-cancelled = cancelado
notice-expired = vencido

## Instituições e países

institution-municipality = município
institution-embassy = embaixada
institution-consulate = consulado
institution-council = conselho
institution-ministry = ministério
institution-parliament = parlamento
institution-health_service = serviço de saúde
institution-university = universidade
institution-ngo = organização civil
institution-cooperative = cooperativa
institution-indigenous_authority = autoridade indígena
institution-relay = retransmissor
country-mx = México
# Igual em inglês: o nome do país é o mesmo
country-cl = Chile

## Tempo

span-now = menos de um minuto
# Igual em inglês: abreviatura internacional
span-minutes = { $n } min
# Igual em inglês: abreviatura internacional
span-hours = { $n } h
# Igual em inglês: abreviatura internacional
span-hours-minutes = { $n } h { $minutes } min
span-days = { $n ->
    [one] { $n } dia
   *[other] { $n } dias
}
span-days-hours = { $n ->
    [one] { $n } dia { $hours } h
   *[other] { $n } dias { $hours } h
}
time-in = em { $span }
time-ago = há { $span }
time-now = agora
time-late = com { $span } de atraso
weekday-1 = seg
weekday-2 = ter
weekday-3 = qua
weekday-4 = qui
weekday-5 = sex
weekday-6 = sáb
weekday-7 = dom
month-1 = jan
month-2 = fev
month-3 = mar
month-4 = abr
month-5 = mai
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = set
month-10 = out
month-11 = nov
month-12 = dez
# Igual em inglês: só a ordem, que é a mesma
date-time = { $weekday } { $day } { $month } { $hour }:{ $minute }
# Igual em inglês: só a ordem, que é a mesma
date-time-year = { $weekday } { $day } { $month } { $year } { $hour }:{ $minute }
# Igual em inglês: nomes dos idiomas no próprio idioma
language-es = español
# Igual em inglês: nomes dos idiomas no próprio idioma
language-en = English
# Igual em inglês: nomes dos idiomas no próprio idioma
language-pt = português

## Tela: linhas de cima e de baixo

tui-connecting = conectando com o nó…
tui-banner-demo = Demonstração: tudo será apagado ao sair
tui-alert = ALERTA DE CRISE
tui-alert-exercise = SIMULADO
tui-alert-read = { $key }: ler
tui-alert-short = ALERTA
tui-lost = nó perdido { $since } · lê-se o que há; reconectando sozinho
tui-back = O nó voltou.
tui-connected = { $connected } de { $known } nós em linha
tui-alone = o que se escreve sairá assim que houver outro
tui-up-to-date = em dia
tui-behind = { $n ->
    [one] falta { $n } mensagem
   *[other] faltam { $n } mensagens
}
tui-locked = chave fechada: «u» a abre
tui-read-only = só leitura: { $why }
tui-too-small = A janela mede { $size }: é preciso pelo menos { $need } para ler algo aqui.
tui-speaks = Agora em { $language }.
tui-forked = Há duas versões do que { $who } assinou: as suas mensagens ficam em disputa.

## Tela: caixa de entrada

tui-part-waiting = Esperam a nossa resposta ({ $n })
tui-part-open = Em vigor e abertos ({ $n })
tui-part-rest = Encerrados ({ $n })
tui-inbox-empty = Não há nada na caixa de entrada. O que chegar aparecerá aqui.
tui-inbox-loading = Lendo a caixa de entrada…
tui-nothing-read = Escolha um assunto da lista.
tui-untitled = (sem título)
tui-unknown = desconhecido
tui-exercise = SIMULADO
tui-waits-until = espera por nós até { $at } ({ $span })
tui-waits-late = espera por nós com { $span } de atraso ({ $at })
tui-we-said = respondemos: { $said }
tui-open-until = encerra { $moment }
tui-answered = { $k } de { $n } responderam
tui-count = { $k } de { $n }
tui-disputed = em disputa
tui-held = faltam mensagens anteriores
tui-has-draft = rascunho

## Tela: leitura

tui-loading = Lendo…
tui-not-read = Não foi possível ler: { $why }
tui-not-here = O nó não responde e este assunto ainda não tinha sido lido. Será mostrado assim que o nó voltar.
tui-held-long = Faltam aqui mensagens anteriores do mesmo autor; o nó as está pedindo.
tui-disputed-long = Em disputa: esta chave assinou duas mensagens diferentes em um mesmo lugar. Mostra-se e não se conta até que a sua instituição esclareça.
tui-message-from = Mensagem de { $who } · { $when }
tui-opaque-unknown_version = Foi escrita por uma versão mais nova do programa. É guardada e transmitida; para lê-la, atualize este.
tui-opaque-unknown_kind = É de um tipo que esta versão não conhece. É guardada e transmitida; para lê-la, atualize o programa.
tui-opaque-no_body = Só chegou o cabeçalho; o nó está pedindo o texto.
tui-opaque-malformed = Não se pode ler: o conteúdo está malformado.
tui-opaque-sealed = Está cifrada para outros destinatários.
tui-opaque-void = Não vale: o autor não tinha esse direito quando assinou.
tui-opaque-not_due = Traz uma data futura; será mostrada quando ela chegar.
tui-opaque-not_a_thread = Responde a algo que não é um assunto.
tui-opaque-erased = A instituição apagou este texto. Ficam o cabeçalho e a assinatura.
tui-opaque-no_root = A mensagem a que responde ainda não chegou aqui.
tui-proposal-from = Proposta de { $who } · { $when }
tui-notice-from = Alerta de crise de { $who } · { $when }
tui-agenda-from = Agenda de { $who } · { $when }
tui-clock-position-until = Posições: encerra { $moment }
tui-clock-position-over = Posições: encerrou { $moment }
tui-clock-ack-until = Pede-se confirmação: vence { $moment }
tui-clock-ack-over = Pedia-se confirmação: venceu { $moment }
tui-clock-rsvp-until = Pede-se resposta: vence { $moment }
tui-clock-rsvp-over = Pedia-se resposta: venceu { $moment }
tui-we-are-asked-position = Pedem-nos uma posição: «r» para responder
tui-we-are-asked-ack = Pedem-nos confirmação: «r» para responder
tui-we-are-asked-rsvp = Perguntam-nos se vamos: «r» para responder
tui-theme = Tema
tui-places = Lugares
tui-positions = Posições ({ $n })
tui-no-positions = Ainda não há posições que contem.
tui-mandate = competência: { $act }
tui-late = Fora do prazo, não contam ({ $n })
tui-silent-position = Sem posição ({ $n })
tui-silent-ack = Sem confirmação ({ $n })
tui-silent-rsvp = Sem resposta ({ $n })
tui-us = nós
tui-comments = Comentários ({ $n })
tui-mark-exercise = ▲ SIMULADO · NÃO É UMA EMERGÊNCIA REAL ▲
tui-mark-system = MENSAGEM ENTRE SISTEMAS · NÃO PEDE NADA ÀS PESSOAS
tui-mark-test = TESTE TÉCNICO · NÃO PEDE NADA ÀS PESSOAS
tui-mark-draft = RASCUNHO DE ALERTA · NÃO DEVE SER USADO
tui-mark-cancelled = CANCELADO
tui-mark-expired = VENCIDO · já não está em vigor
tui-cancelled-by = Cancelado por { $who } · { $when }
tui-block = Parte { $n } de { $of }
tui-severity = Gravidade
tui-grade = urgência { $urgency } · certeza { $certainty }
tui-effective = Vale desde
tui-onset = Começa
tui-expires = Vence
tui-what-to-do = O que fazer
tui-responses = Medidas
tui-what-happens = O que acontece
tui-where = Onde
tui-circle = círculo de { $km } km em torno de { $at }
tui-polygon = polígono de { $n } pontos a partir de { $at }
tui-altitude = a partir de { $feet } pés de altitude
tui-ceiling = até { $feet } pés de altitude
tui-sender-name = Emissor
tui-audience = Para
tui-contact = Contato
tui-web = Página web
tui-parameters = Parâmetros
tui-event-codes = Códigos do evento
tui-resource = Anexo
tui-scope = Alcance
tui-scope-restricted = restrito
tui-scope-private = privado
tui-note = Nota
tui-source = Fonte
tui-incidents = Incidentes
tui-codes = Códigos
tui-origin = Tomado de
tui-acks = Confirmações ({ $k } de { $n })
tui-no-acks = Ninguém confirmou o recebimento ainda.
tui-first-ack = após { $span }
tui-updates = Atualizações ({ $n })
tui-when-there = No local
tui-when-here = Hora daqui
tui-clock-there = Lá
tui-clock-here = Aqui
tui-venue = Local
tui-host = Anfitrião
tui-items = Pontos ({ $n })
tui-papers = { $n ->
    [one] { $n } documento
   *[other] { $n } documentos
}
tui-rsvps = Presença ({ $k } de { $n } responderam)
tui-coming = { $here } presencialmente · { $remote } por vídeo
tui-access = Acessibilidade
tui-people = { $n ->
    [one] { $n } pessoa
   *[other] { $n } pessoas
}

## Tela: escrever

tui-write-ack = Confirmação do alerta
tui-write-position = Posição
tui-write-rsvp = Presença
tui-write-comment = Comentário em { $language }
tui-type-ack = O que se faz, se precisa ou se oferece (opcional)
tui-type-position = Razão (opcional)
tui-type-rsvp = Algo mais, sem nomes de pessoas (opcional)
tui-type-comment = Escreva aqui
tui-attendance = Presença
tui-how-many = Pessoas
tui-signed-as = Assina-se pela instituição; depois só se retira o texto.
tui-sending = enviando: o nó ainda não confirmou
tui-saved = Guardado no nó · { $id }…
tui-restored = Rascunho recuperado ({ $when })
tui-kept = Rascunho guardado
tui-kept-leave = Rascunho guardado · Ctrl-C outra vez para sair
tui-leave = Ctrl-C outra vez para sair
tui-rejected-why = Escreva por que não serve; o autor o lê.
tui-nothing-typed = Não há nada escrito para enviar.
tui-send-later = Não há nó: o rascunho fica guardado; envie-o quando o nó voltar.
tui-no-answer = A este assunto não se pode responder.
tui-not-granted = Os cadastros não permitem que a sua instituição, ou esta chave, escreva isso.
tui-drafts-found = { $n ->
    [one] Há { $n } rascunho não enviado, marcado com ✎
   *[other] Há { $n } rascunhos não enviados, marcados com ✎
}
tui-draft-failed = Não foi possível guardar o rascunho: { $why }
tui-paste-nowhere = O que foi colado não se usou: aqui não se escreve.
tui-paste-long = O que foi colado não cabe: o máximo é { $max } KiB. Nada foi inserido.
tui-pasted = { $removed ->
    [0] Colado: { $lines ->
        [one] { $lines } linha
       *[other] { $lines } linhas
    }
   *[other] Colado: { $lines ->
        [one] { $lines } linha
       *[other] { $lines } linhas
    }; caracteres de controle ou invisíveis retirados: { $removed }
}
tui-failed = Não se enviou; o texto é conservado: { $why }
tui-failed-refused = A federação não o aceita; o texto é conservado: { $why }
tui-failed-not_permitted = Não é permitido; o texto é conservado: { $why }
tui-failed-read_only = O nó não pode guardar agora; o texto é conservado: { $why }
tui-failed-conflict = Outra mensagem ocupou esse lugar; o texto é conservado, envie outra vez: { $why }
tui-failed-unconfirmed = Não se sabe se o nó o guardou; o texto é conservado, envie outra vez e ele ficará uma só vez: { $why }
tui-failed-not_running = O nó não responde; o texto é conservado: { $why }
tui-passphrase-title = Chave fechada
tui-passphrase-why = Escreva a senha da chave desta máquina para poder assinar. Esc: só ler.
tui-passphrase-trying = verificando…
tui-passphrase-wrong = Incorreta.
tui-passphrase-wait = Incorreta. Pode tentar outra vez em { $seconds } s.
tui-unlocked = A chave está aberta.
tui-reads-only = Só leitura · «u» abre a chave

## Tela: formulários de atos novos

tui-new-title = Escrever algo novo
tui-new-help = Enter escolhe · D apaga ou deixa passar · Esc fecha
tui-sheet-proposal = Proposta
tui-sheet-notice = Alerta de crise
# Igual em inglês: a palavra é a mesma
tui-sheet-agenda = Agenda
tui-sheet-position = Posição com mandato
tui-sheet-preview = como será visto em
tui-sheet-look = último olhar
tui-field-title = Título
tui-field-summary = Resumo
tui-field-text = Texto
tui-field-theme = Tema
tui-field-places = Lugares
tui-field-asked = A quem se pergunta
tui-field-agenda-asked = Quem é convidado
tui-field-respond-by = Responder até
tui-field-amend-until = Emendar até
tui-field-rule = Decide-se por
tui-field-quorum = Quórum
tui-field-voters = Quem vota
tui-check-quorum = «{ $value }» não é um quórum · escreva um número, ou mx=2, cl=1
tui-field-event = Ocorrência
tui-field-headline = Manchete
tui-field-description = O que acontece
tui-field-instruction = O que fazer
tui-field-area = Área
tui-field-severity = Gravidade
tui-field-urgency = Urgência
tui-field-certainty = Certeza
tui-field-category = Categoria
tui-field-status = É
tui-field-expires = Vence
tui-field-contact = Contato
tui-field-starts = Começa
tui-field-ends = Termina
tui-field-time-zone = Fuso horário
tui-field-venue = Local
tui-field-items = Pontos
tui-field-speakers = Expositores
tui-field-rooms = Salas
tui-field-interpretation = Interpretação
tui-field-stance = Posição
tui-field-reason = Razão
tui-field-mandate = Mandato
tui-hint-field-title = uma linha que o nomeie
tui-hint-field-summary = um parágrafo; pode faltar
tui-hint-field-text = o texto que se submete aos demais
tui-hint-field-theme = uma palavra da lista de temas, como agua; pode faltar
tui-hint-field-places = códigos ou nomes, com vírgulas: mx:20067, MX-OAX, Morelia
tui-hint-field-asked = nomes, códigos ou países, com vírgulas; vazio: todas
tui-hint-field-respond-by = 48h, 15d ou 2026-12-02 18:00; vazio: 48 horas
tui-hint-field-amend-until = emendas e textos novos até então; vazio: enquanto se tomam posições
tui-hint-field-rule = o que a aprova; ← → escolhe
tui-hint-field-quorum = quantas instituições devem tomar posição; de um país: mx=2, cl=1
tui-hint-field-voters = nomes ou ids separados por vírgulas, mx ou cl por país; vazio: todas
tui-hint-field-event = em poucas palavras: inundação, sismo, incêndio
tui-hint-field-headline = o que se lê primeiro
tui-hint-field-description = fatos: o quê, desde quando, quanto
tui-hint-field-instruction = o que deve fazer quem o lê
tui-hint-field-area = ruas, bairros, bacias
tui-hint-field-severity = ← e → mudam
tui-hint-field-urgency = ← e → mudam
tui-hint-field-certainty = ← e → mudam
tui-hint-field-category = ← e → mudam
tui-hint-field-status = ← e → mudam: real, simulado ou teste
tui-hint-field-expires = 12h, 2d ou 2026-12-02 18:00; vazio: sem limite
tui-hint-field-contact = telefone ou correio de plantão; sem nomes de pessoas
tui-hint-field-starts = 2026-12-02 10:00, na hora do local
tui-hint-field-ends = 2026-12-02 14:00, na hora do local
tui-hint-field-time-zone = como America/Santiago ou America/Mexico_City
tui-hint-field-venue = edifício e sala
tui-hint-field-items = um por linha: 10:00 45 Título @ quem expõe #cbm1… (textos)
tui-hint-field-speakers = uma linha por ponto, pelo cargo; - se não há
tui-hint-field-rooms = uma linha por ponto; - se não há
tui-hint-field-interpretation = idiomas: en, es para todos os pontos, ou 1: en; 3: en, arn
tui-hint-field-stance = ← e → mudam
tui-hint-field-reason = por quê
tui-hint-field-mandate = o ato que a autoriza: Acuerdo 12/2026
tui-check-missing = falta: escreva-o em algum idioma
tui-check-when = «{ $value }» não se entende · 48h, 3d ou 2026-12-02 18:00
tui-check-past = «{ $value }» já passou · escreva um momento futuro
tui-check-institution = «{ $value }» não é membro, ou são vários · escreva o código
tui-check-place = «{ $value }» não é um lugar · mx:20067, MX-OAX ou MX
tui-check-area = diga a área em palavras além do código
tui-check-zone = «{ $value }» não é um fuso horário · America/Santiago
tui-check-order = termina antes de começar
tui-check-item = «{ $value }» não se entende · 10:00 45 Título
tui-check-outside = «{ $value }» fica fora do horário
tui-check-item-count = em «{ $value }» não há tantos pontos como no primeiro idioma
tui-check-item-number = «{ $value }»: não há tal ponto · 1: en; 3: en, arn
tui-check-language = «{ $value }» não é uma etiqueta de idioma · en, es, arn
tui-check-long = longo demais: { $value }
tui-check-blank = resta ____ por preencher { $value }
tui-check-protocol = a federação não o aceitaria: { $value }
tui-tag-title = Escrever também em outro idioma
tui-tag-help = etiqueta BCP 47: es, en, pt, arn, zap · Enter acrescenta
tui-bad-tag = «{ $tag }» não é uma etiqueta de idioma · es, en, pt-BR, arn
tui-look-at-once = Isto se assina. Sai no ato e não se pode retirar.
tui-look-take-back = Isto se assina. Depois há { $seconds } segundos para retirá-lo.
tui-look-institution = Assina
tui-look-key = Chave
tui-look-kind = Tipo
tui-look-asked = Pergunta-se a
tui-look-all = todas as instituições
tui-look-by = Até
# Igual em inglês: unidade
tui-look-bytes = Bytes
tui-look-thread = Assunto
tui-look-answer = Resposta
tui-look-ack = Enter assina «{ $ack }» por { $who } e sai no ato.
tui-counting = Assina-se em { $seconds } s: { $what } · { $key } retira
tui-taken-back = Retirado: nada foi assinado e fica como rascunho.
tui-nothing-to-take-back = Não há nada que retirar.
tui-draft-deleted = Rascunho apagado.
tui-paste-full = Não cabe: a mensagem passaria de 256 KiB. Nada foi inserido.
tui-edited-removed = { $removed ->
    [one] Foi retirado { $removed } caractere que os terminais obedecem ou ninguém vê.
   *[other] Foram retirados { $removed } caracteres que os terminais obedecem ou ninguém vê.
}
tui-editor-failed = O editor não devolveu o texto, que fica como estava: { $why } · ponha outro em VISUAL ou EDITOR
tui-template-proposal = Proposta
tui-template-flood = Alerta: inundação
tui-template-flood-event = Inundação
tui-template-flood-headline = Inundação em ____
tui-template-flood-description = Desde as ____ a água sobe em ____. Vias fechadas: ____.
tui-template-flood-instruction = Não atravesse água corrente a pé nem de carro. Suba a um lugar alto. Abrigo: ____.
# Igual em inglês: não há palavras
tui-template-flood-area = ____
tui-template-quake = Alerta: sismo
tui-template-quake-event = Sismo
tui-template-quake-headline = Sismo sentido em ____
tui-template-quake-description = Às ____ sentiu-se um sismo. Danos conhecidos: ____.
tui-template-quake-instruction = Afaste-se de muros e cabos. Feche o gás. Espere réplicas.
# Igual em inglês: não há palavras
tui-template-quake-area = ____
tui-template-fire = Alerta: incêndio
tui-template-fire-event = Incêndio florestal
tui-template-fire-headline = Incêndio florestal em ____
tui-template-fire-description = Fogo ativo desde as ____ em ____. Avança para ____.
tui-template-fire-instruction = Saia se lhe pedirem. Feche portas e janelas. Deixe o caminho livre para os bombeiros.
# Igual em inglês: não há palavras
tui-template-fire-area = ____
tui-template-water = Alerta: corte de água
tui-template-water-event = Corte de água
tui-template-water-headline = Corte de água em ____
tui-template-water-description = Sem abastecimento desde as ____ por ____. Espera-se repô-lo às ____.
tui-template-water-instruction = Guarde água para beber. Caminhões-pipa: ____.
# Igual em inglês: não há palavras
tui-template-water-area = ____
tui-template-exercise = Alerta: simulado
tui-template-exercise-event = Simulado
tui-template-exercise-headline = Simulado de ____
tui-template-exercise-description = É um simulado: não há nenhuma emergência. Começa às ____.
tui-template-exercise-instruction = Confirme e siga o plano de ____.
tui-template-notice = Alerta: outro
# Igual em inglês: a palavra é a mesma
tui-template-agenda = Agenda
tui-template-proposal-text = Propõe-se ____.

    Por quê: ____.

    Cada instituição contribui com ____.
tui-template-agenda-items = 10:00 15 Boas-vindas
    10:15 45 ____
    11:00 30 Acordos
tui-place-sheet = Num formulário
tui-place-preview = Ao ver como ficará
tui-place-look = No último olhar
tui-place-pick = Numa lista
tui-key-new = escrever uma proposta, um alerta, uma agenda, uma declaração ou uma manifestação; seguir um rascunho
tui-key-take-back = retirar o que se acaba de enviar
tui-key-mandate = citar o mandato da posição
tui-key-look = ver o que se assina, e assinar
tui-key-next-field = o campo seguinte
tui-key-previous-field = o campo anterior
tui-key-next-language = ver o idioma seguinte
tui-key-previous-language = ver o idioma anterior
tui-key-add-language = escrever também em outro idioma
tui-key-preview = ver como os demais o verão
tui-key-editor = escrever no editor próprio (VISUAL ou EDITOR)
tui-key-to-form = voltar ao formulário
tui-key-sign = assinar e enviar
tui-key-pick = escolher a linha
tui-hint-new = novo
tui-hint-mandate = com mandato
tui-hint-look = rever
tui-hint-next-field = campo
tui-hint-next-language = idioma
tui-hint-add-language = outro idioma
tui-hint-preview = vista
tui-hint-to-form = seguir escrevendo
tui-hint-sign = assinar e enviar
tui-hint-pick = escolher

## Tela: rede, busca e paleta

tui-oldest = responder em { $span }
tui-oldest-late = responder: { $span } de atraso
tui-drafts = { $n ->
    [one] { $n } rascunho
   *[other] { $n } rascunhos
}
tui-network-title = Rede: { $connected } de { $known } nós em linha
tui-network-nobody = O cadastro ainda não nomeia outros nós.
# Igual em inglês: abreviatura internacional
tui-network-rtt = { $ms } ms
tui-network-connected = em linha
tui-network-away = sem ligação
tui-network-sync = comparado { $when }
tui-network-never = ainda sem comparar
tui-network-next = tenta-se outra vez em { $seconds } s
tui-palette-title = Fazer ou abrir
tui-find-nothing = Nada foi encontrado.
tui-place-find = Ao buscar
tui-place-network = Na rede
tui-key-find = buscar na caixa de entrada ou na ajuda
tui-key-palette = fazer ou abrir qualquer coisa por suas letras
tui-key-network = ver os demais nós
tui-key-find-done = ficar com o encontrado
tui-key-find-clear = tirar a busca
tui-hint-find = buscar
tui-hint-find-done = à lista
tui-hint-find-clear = tirar
tui-hint-refresh = perguntar outra vez

## Tela: o que anotam os operadores do nó

tui-flagged = sinalizado
tui-care = { $who } cuida disso
tui-care-ours = cuidamos disso aqui
tui-mark-failed = Não se anotou: { $why }
tui-mark-later = Não há nó em que anotá-lo.
tui-key-flag = sinalizar o assunto para os demais operadores, ou tirar o sinal
tui-key-care = cuidar do assunto, ou deixá-lo

## Tela: ajuda e teclas

tui-help-title = Ajuda
tui-help-more = { $k } de { $n }
tui-place-inbox = Na caixa de entrada
tui-place-reader = Ao ler
tui-place-everywhere = Nas duas
tui-place-menu = Ao escolher uma resposta
tui-place-editor = Ao escrever
tui-place-passphrase = Com a chave fechada
# Igual em inglês: assim vem gravado nas teclas
tui-keyname-pageup = PgUp
# Igual em inglês: assim vem gravado nas teclas
tui-keyname-pagedown = PgDn
# Igual em inglês: assim vem gravado nas teclas
tui-keyname-home = Home
# Igual em inglês: assim vem gravado nas teclas
tui-keyname-end = End
tui-keyname-space = Espaço
# Igual em inglês: assim vem gravado nas teclas
tui-keyname-backspace = Backspace
tui-key-open = ler o assunto escolhido
tui-key-next = o seguinte
tui-key-previous = o anterior
tui-key-scroll-down = uma linha abaixo
tui-key-scroll-up = uma linha acima
tui-key-answer = responder: confirmação, posição ou presença
tui-key-comment = comentar
tui-key-next-thread = o assunto seguinte
tui-key-previous-thread = o assunto anterior
tui-key-page-down = uma tela abaixo
tui-key-page-up = uma tela acima
tui-key-top = ao princípio
tui-key-bottom = ao fim
tui-key-pane = passar da lista ao texto e vice-versa
tui-key-back = voltar à lista; retirar um alerta de cima
tui-key-alert = ler o alerta que acaba de chegar
tui-key-unlock = abrir a chave com a senha
tui-key-refresh = ler tudo outra vez
tui-key-language = mudar de idioma
tui-key-help = mostrar ou fechar esta ajuda
tui-key-quit = sair
tui-key-send-choice = enviar o escolhido
tui-key-note = acrescentar uma nota ou razão
tui-key-more = mais, ou a opção seguinte
tui-key-less = menos, ou a opção anterior
tui-key-close = fechar
tui-key-send = assinar e enviar
tui-key-keep = fechar e guardar o rascunho
tui-key-read-only = continuar sem assinar
tui-hint-open = ler
tui-hint-answer = responder
tui-hint-comment = comentar
tui-hint-back = voltar
tui-hint-language = Español
tui-hint-help = ajuda
tui-hint-quit = sair
tui-hint-send = enviar
tui-hint-note = com nota
tui-hint-close = fechar
tui-hint-keep = guardar rascunho
tui-hint-unlock = abrir
tui-hint-read-only = só ler

## Tela: ao começar

tui-no-terminal = Aqui não há um terminal em que desenhar · use «cabildo listar» e «cabildo mostrar ID»
tui-panicked = Uma parte do programa falhou, como se diz acima · o que foi escrito ficou como rascunho: abra o Cabildo outra vez e avise da falha

## Demonstração sem terminal

demo-started = A federação de demonstração está em funcionamento: { $nodes } nós nesta máquina. Tudo será apagado ao terminar.
demo-cut = { $node } fica sem rede durante toda a demonstração.
demo-trouble = { $node } não consegue escrever: { $problem }
demo-converged = Os { $nodes } nós têm as mesmas { $messages } mensagens, também depois de reabertos os seus armazenamentos. Até o último nó: metade em { $half } ms ou menos, o mais lento em { $max } ms.
demo-apart = Dos { $nodes } nós, nem todos têm as { $messages } mensagens confirmadas. Faltam a: { $behind }.

## O relógio diante dos de outros

clock-right = certo, segundo { $n ->
    [one] uma instituição
   *[other] { $n } instituições
}
clock-behind = { $span } atrasado em relação a { $n ->
    [one] uma instituição
   *[other] { $n } instituições
}
clock-ahead = { $span } adiantado em relação a { $n ->
    [one] uma instituição
   *[other] { $n } instituições
}
cli-status-clock = Relógio
cli-clock-warning = O relógio do nó está { $clock }: o que se assinar agora levará uma hora errada · timedatectl set-ntp true
cli-doctor-clock-measured = a { $seconds } s { $n ->
    [one] do relógio de uma instituição
   *[other] dos relógios de { $n } instituições (mediana)
}
cli-doctor-clock-slow = { $span } atrasado ({ $seconds } s), segundo { $n ->
    [one] o relógio de uma instituição
   *[other] os relógios de { $n } instituições
}
cli-doctor-clock-fast = { $span } adiantado ({ $seconds } s), segundo { $n ->
    [one] o relógio de uma instituição
   *[other] os relógios de { $n } instituições
}
tui-clock = O relógio do nó está { $clock }
tui-clock-remedy = «cabildo verificar relógio» diz como acertá-lo

## Os plantões

kind-rota = escala de plantão
cli-verb-rota = escala
cli-help-rota = Diz quem está de plantão, ou assina outra escala
cli-example-rota = cabildo escala --turn "guardia-1 2026-12-01T20:00 12h guardia-2"
cli-arg-turn = Um plantão: quem (pela função, não pelo nome), desde, até ou por quanto tempo, e quem substitui
cli-arg-add = Mantém os plantões da última escala que não terminaram
cli-arg-clear = Assina uma escala sem plantões
cli-rota-none = não há escala de plantão; assine uma com «cabildo escala --turn …»
cli-rota-now = { $person } até { $to }
cli-rota-backup = substitui: { $who }
cli-rota-next = depois: { $person } desde { $from }
cli-rota-nobody = ninguém
cli-rota-signed = assinada em { $at }
cli-bad-turn = «{ $value }» não é um plantão · escreva «guardia-1 2026-12-01T20:00 12h guardia-2»
cli-status-duty = De plantão
cli-shift-duty = De plantão: { $duty }
tui-duty = de plantão: { $person }
tui-duty-nobody = ninguém está de plantão
tui-duty-until = De plantão até { $to }: { $person }
tui-duty-backup = substitui: { $who }
tui-duty-next = depois, desde { $from }: { $person }

## O que impede um nó de começar

cli-home-missing = não há pasta de um nó em «{ $path }» · crie uma com «cabildo demo --write», ou indique outra com --home
cli-home-unnamed = nenhuma pasta é indicada · indique --home, ou defina CABILDO_HOME, XDG_DATA_HOME ou HOME
cli-newer-format = «{ $path }» tem o formato { $found } e esta versão conhece até o { $known } · instale a versão mais nova; nada foi mudado
cli-socket-long = o caminho do socket tem { $length } bytes e o sistema permite { $max }: «{ $path }» · defina um mais curto em config.toml: [api] socket = "/run/cabildo/api.sock"
cli-store-in-use = outro nó está usando «{ $path }» · pare-o antes
cli-no-rosters = em «{ $path }» não há cadastros · ponha ali os arquivos que vieram com o convite
cli-port-taken = a porta de { $address } está ocupada por { $holder } · pare-o, ou defina outra porta em config.toml: [network] listen
cli-port-other = outro programa

## Coisas menores

cli-help-demo-plain = Fale por Oaxaca em linhas numeradas, sem tela
cli-verb-update = atualizar
cli-verb-cancel = anular
cli-plain-do-update = mudar o aviso próprio que foi lido
cli-plain-do-cancel = retirar o aviso próprio que foi lido
cli-plain-not-ours = o que foi lido não é um aviso próprio
cli-plain-keep = Uma resposta vazia mantém o que o aviso diz.
cli-status-zone = Fuso horário
zone-from-roster = segundo o cadastro
zone-from-municipality = o do município; o cadastro não o diz
zone-from-subdivision = o da maioria dos municípios dali; o cadastro não o diz
zone-from-country = o da maioria dos municípios do país; o cadastro não o diz
tui-field-agenda-places = Lugar
tui-check-one-place = um lugar, não mais
tui-check-paper = «{ $value }» não é nenhum assunto daqui, ou é mais de um

## Textos que un nodo ya no guarda · texts that a node does not keep

cli-opaque-not_kept = Este texto já não é guardado aqui; outros nós podem tê-lo.
cli-status-unchecked = Em verificação
cli-status-unchecked-value = { $n ->
    [one] a assinatura de { $n } mensagem; depois outros a recebem daqui
   *[other] as assinaturas de { $n } mensagens; depois outros as recebem daqui
}
cli-status-dropped = Textos que já não são guardados
cli-status-dropped-value = { $n ->
    [one] um, pela configuração deste nó
   *[other] { $n }, pela configuração deste nó
}
tui-opaque-not_kept = O texto já não é guardado neste nó. Ficam o cabeçalho e a assinatura; outros nós podem tê-lo.

## Mensajes en un archivo, donde no hay red · messages in a file

cli-help-export = Escreve as mensagens num arquivo, para levá-las num pendrive aonde não há rede
cli-help-import = Lê as mensagens de um arquivo que outro nó escreveu; ler de novo não faz mal
cli-arg-carried-file = Arquivo que leva as mensagens
cli-arg-since = Só o que foi escrito desde então: uma data com hora, ou um tempo atrás (3d, 48h)
cli-arg-without-files = Deixa de fora os arquivos que as mensagens citam
cli-example-export = cabildo exportar --since 7d /media/usb/oaxaca.cabildo
cli-example-import = cabildo importar /media/usb/oaxaca.cabildo
cli-export-written = Escrito em «{ $path }»: { $messages ->
    [one] uma mensagem
   *[other] { $messages } mensagens
}, { $kib } KiB
cli-export-files = Arquivos que as mensagens citam: { $n }; --without-files os deixa de fora
cli-export-since = Só o que foi escrito desde { $when }: quem não tem o anterior precisa de um arquivo desde antes
cli-export-remove = Já se pode retirar o pendrive. Nada vai cifrado: quem tiver o arquivo pode lê-lo
cli-import-of = «{ $path }», feito { $when }
cli-import-taken = { $messages ->
    [0] Nenhuma mensagem nova
    [one] Uma mensagem nova
   *[other] { $messages } mensagens novas
}; { $known ->
    [one] outra já estava aqui
   *[other] { $known } já estavam aqui
}
cli-import-bodies = Textos que faltavam: { $n }
cli-import-rosters = Cadastros com versão nova: { $n }
cli-import-proofs = Provas de chaves usadas duas vezes: { $n }
cli-import-receipts = Comprovantes de quem tem o quê: { $n }
cli-import-files = Arquivos que as mensagens citam, agora completos aqui: { $n }
cli-import-later = De uma versão posterior do programa, sem ler: { $n }
cli-import-refused = Não admitidas: { $n } · { $why }
cli-import-why-forged = não estão assinadas como devem
cli-import-why-federation = são de outra federação
cli-import-why-unlisted = sua chave não está cadastrada
cli-import-why-not_allowed = sua instituição não pode escrevê-las
cli-import-why-cut_off = sua chave foi cortada antes
cli-import-why-roster_behind = falta um cadastro; importe-o primeiro ou peça um arquivo completo
cli-import-why-gap = falta o anterior; peça um arquivo desde antes (--since) ou completo
cli-import-why-fork = sua chave assinou duas mensagens num mesmo lugar
cli-import-why-broken_link = não seguem o que há aqui
cli-import-why-inconsistent = contradizem-se a si mesmas
cli-import-why-quota = sua instituição esgotou os bytes concedidos
cli-import-why-unnamed = a mensagem que os cita não está aqui
cli-import-why-not_its_bytes = não são os bytes que a mensagem cita
cli-import-why-too_large = são maiores do que este nó guarda ([attachments] max_file_mib em config.toml)
cli-import-why-no_room = todos os arquivos juntos não podem ocupar mais neste nó ([attachments] max_total_mib em config.toml)
cli-import-why-read_only = o disco está cheio
cli-import-why-store = o disco falhou
cli-import-cut = O arquivo se interrompe no byte { $at }: o anterior está importado, o resto não · peça o arquivo de novo
cli-import-damaged = O arquivo está danificado no byte { $at }: o anterior está importado, o resto não · peça o arquivo de novo
cli-import-foreign = «{ $path }» não é um arquivo de cabildo exportar · escolha outro
cli-import-newer = «{ $path }» é de uma versão posterior do programa · atualize este nó
cli-import-unreadable = não se pode ler «{ $path }»: { $why }

## Formatos de outros programas

cli-help-cap = Lê e escreve alertas CAP 1.2 de outros sistemas
cli-help-cap-export = Escreve um aviso, a sua atualização ou o seu cancelamento como alerta CAP
cli-help-cap-import = Lê um alerta CAP e redige um rascunho de aviso; não envia nada
# Igual em inglês: o nome da norma.
cli-verb-cap = cap
cli-verb-cap-export = exportar
cli-verb-cap-import = importar
cli-example-cap = cabildo cap exportar cbm1q9x --output aviso.xml
cli-example-cap-export = cabildo cap exportar cbm1q9x --output aviso.xml
cli-example-cap-import = cabildo cap importar alerta.xml --output rascunho.json
cli-arg-foreign = Arquivo de outro programa; «-» é a entrada
cli-foreign-refused = { $path } não pode ser tomado: { $why }
cli-cap-no-draft = O alerta { $id } é uma mensagem CAP «{ $type }» sem bloco <info>: não há aviso a redigir · procure o aviso a que se refere
cli-cap-drafted = Rascunho do alerta { $id }. Nada foi enviado: leia-o e emita-o com «cabildo alertar --file { $path }»
cli-cap-drafted-update = Rascunho de uma atualização, o alerta { $id }. Nada foi enviado: leia-o e emita-o com «cabildo alertar --file { $path } --update ID», onde ID é o aviso que atualiza

## Calendários, mapas, tabelas e dossiês

cli-help-calendar = Escreve uma agenda como calendário (.ics), ou todas
cli-help-calendar-import = Lê um calendário e redige um rascunho de agenda, ou de resposta a uma; não envia nada
cli-verb-calendar = calendário calendario
cli-verb-calendar-import = importar
cli-example-calendar = cabildo calendário cbm1q9x --output cumbre.ics
cli-example-calendar-import = cabildo calendário importar cumbre.ics --output rascunho.json
cli-help-calendar-id = Agenda; sem ela, todas
cli-arg-day = Só o que começa nesse dia na sede
cli-calendar-drafted = Rascunho de uma agenda com { $items ->
    [0] nenhum ponto
    [one] um ponto
   *[other] { $items } pontos
}. Nada foi enviado: leia-o e envie-o com «cabildo agenda --file { $path }»
cli-calendar-answer = Rascunho da resposta de { $from }. Nada foi enviado: leia-o e envie-o com «cabildo comparecer { $id } --file { $path }»

cli-help-map = Escreve o que tem lugar num mapa, como GeoJSON
cli-verb-map = mapa
cli-example-map = cabildo mapa avisos --output avisos.geojson
cli-arg-layer = O que se escreve
cli-arg-every-state = Também o que já não está em vigor
layer-notices = avisos
layer-proposals = propostas
# Igual em inglês: a mesma palavra nas duas línguas.
layer-agendas = agendas
layer-feedback = manifestações
layer-institutions = instituições
cli-help-table = Escreve as mensagens, ou as respostas de um fio, como tabela CSV
cli-verb-table = tabela
cli-example-table = cabildo tabela cbm1q9x --excel --output respostas.csv
cli-help-table-id = Proposta, aviso ou agenda cujas respostas se escrevem; sem ela, as mensagens
cli-arg-excel = Como o abre um Excel em português ou espanhol: com ponto e vírgula
cli-help-bundle = Escreve um fio com tudo o que o prova num dossiê, que qualquer pessoa verifica sem rede
cli-verb-bundle = dossiê dossie
cli-example-bundle = cabildo dossiê cbm1q9x proposta.dossie
cli-arg-bundle-file = Arquivo do dossiê
cli-help-verify = Verifica um dossiê, ou uma exportação, sem nó e sem rede
cli-verb-verify = conferir
cli-example-verify = cabildo conferir proposta.dossie
cli-arg-evidence = Arquivo de «cabildo dossiê» ou de «cabildo exportar»
cli-arg-federation = A federação que se espera: o seu identificador (cbf1…) ou as suas doze palavras
cli-bundle-written = { $path }: { $messages ->
    [one] uma mensagem
   *[other] { $messages } mensagens
} com cadastros e comprovantes
cli-bundle-federation = Quem o verifica precisa também das palavras da federação, por outro caminho: nenhum arquivo responde por si mesmo
cli-verify-of = { $path }, feito em { $when } segundo o próprio arquivo
cli-verify-federation = Federação: { $name } · { $id }
cli-verify-pinned = É a federação que você indicou.
cli-verify-claimed = Que esta federação seja a verdadeira, só o arquivo o diz: compare as palavras com as que lhe disser uma instituição de confiança, ou indique-as com --federation.
cli-verify-other = NÃO é a federação que você indicou: nada do que segue prova algo sobre ela.
cli-verify-not-about = O arquivo diz ser de outra federação que os seus cadastros.
cli-verify-rosters = Cadastros: { $n }, todos assinados como devem
cli-verify-no-rosters = Os cadastros não valem: { $why } · sem eles não se sabe de quem é cada chave
cli-verdict-holds = vale: assinada por quem diz, que podia
cli-verdict-disputed = em disputa: a sua chave assinou duas mensagens num mesmo lugar
cli-verdict-broken_link = não vale: não segue o que há antes no seu registro
cli-verdict-unknown = assinada pela sua chave; não se sabe de quem é
cli-verdict-refused = não vale
cli-verify-text-erased = texto retirado pela sua instituição
cli-verify-text-missing = o texto não está no arquivo; a assinatura cobre o seu resumo
cli-verify-text-unread = este programa não entende o texto
cli-verify-held = { $n ->
    [one] Uma instituição assinou que a guarda
   *[other] { $n } instituições assinaram que a guardam
}: { $names }
cli-verify-forged = Registro { $record } do arquivo: não está assinado como deve · { $why }
cli-verify-cut = «{ $path }» se interrompe no byte { $at }: dali em diante nada foi verificado · peça o arquivo de novo
cli-verify-damaged = «{ $path }» está danificado no byte { $at }: dali em diante nada foi verificado · peça o arquivo de novo
cli-verify-foreign = «{ $path }» não é um dossiê nem uma exportação de Cabildo · escolha outro
cli-verify-too-large = «{ $path }» tem mais de 256 MiB · peça o dossiê de um só fio, ou uma exportação --without-files
cli-verify-all = Tudo vale: { $n } de { $all } mensagens
cli-verify-not-all = NEM tudo vale: { $n } de { $all } mensagens
cli-verify-limits = Um arquivo prova o que contém, não que esteja completo: quem o fez pode ter deixado fora respostas, retiradas ou cadastros posteriores.

## Por qué no llega nada de otro nodo · why nothing comes from another node

cli-verb-peers-why = porquê porque
cli-help-peers-why = Diz em palavras simples por que nada chega de um nó
cli-arg-peer = Instituição, nome, rótulo ou identidade de um nó
cli-why-nobody = «{ $name }» não é nenhuma instituição nem nenhum nó da federação · veja «cabildo pares»
cli-why-many = «{ $name }» pode ser { $n } nós · escreva mais do nome
cli-why-no-node = { $name } não tem nenhum nó cadastrado: nada pode receber até cadastrar um
cli-why-ourselves = { $name } é esta instituição, e não tem outro nó
cli-why-said = O último que se encontrou: { $why }
cli-why-well = Há ligação e tudo está comparado: chega o que há
cli-why-unknown = Não há ligação, e nada do que se tentou diz por quê
cli-why-coming = Há ligação; faltam chegar dele { $n } mensagens
cli-why-starting = Há ligação há pouco e nada foi comparado ainda
cli-why-rosters = Há ligação, mas dele só chegam cadastros: o mais provável é que lá falte o cadastro que inclui este nó
cli-why-rosters-remedy = Compare as versões com «cabildo cadastro listar» nos dois nós, e publique lá a que faltar
cli-why-no_address = Não se conhece nenhum endereço dele: há ligação só quando ele chama, como faz quem está atrás de um roteador (NAT)
cli-why-no_address-remedy = Peça o endereço e ponha-o em config.toml, [[network.peers]]; ou liguem os dois a um mesmo repetidor
cli-why-name = O nome do endereço não é encontrado
cli-why-name-remedy = Confira o nome e o servidor de nomes (DNS), ou ponha o número em config.toml
cli-why-refused = A máquina responde e recusa a conexão: lá não há um nó em funcionamento, ou escuta em outra porta
cli-why-refused-remedy = Peça que o ponham em funcionamento, ou compare a porta com o [network] listen dele
cli-why-silent = Ninguém responde lá: máquina desligada, firewall, ou um roteador (NAT) que não deixa passar
cli-why-silent-remedy = Peça que abram a porta ou reencaminhem UDP e TCP para o nó; se não der, liguem os dois a um mesmo repetidor
cli-why-other_node = Nesse endereço responde outro nó
cli-why-other_node-remedy = Peça o endereço e a identidade atuais e corrija config.toml, [[network.peers]]
cli-why-severed = Este nó está desligado da rede de propósito
cli-why-version = Os dois programas não falam uma versão comum, ou nesse endereço responde outro programa
cli-why-version-remedy = Atualize o mais antigo dos dois: «cabildo --version»
cli-why-turned_away = Lá fecham a conexão: talvez o cadastro deles não inclua este nó
cli-why-turned_away-remedy = Peça que comparem o cadastro daquele nó com «cabildo cadastro listar»
cli-why-answers = A porta TCP responde agora: a próxima tentativa pode conseguir
cli-why-disk_full = O disco deste nó está cheio: não guarda nada novo, venha de quem vier
cli-why-disk_full-remedy = Libere espaço; o nó continua sozinho
cli-why-unlisted = Nenhum cadastro inclui este nó: os outros nada lhe dão
cli-why-unlisted-remedy = Peça à sua instituição que o cadastre
cli-why-clock = O relógio deste nó está errado
cli-why-clock-remedy = Acerte-o: timedatectl set-ntp true

## Hasta dónde ha llegado un mensaje · how far a message has come

delivery = Entrega: { $steps }
delivery-saved = guardado aqui
delivery-alone = em nenhum outro nó, que se saiba
delivery-relayed = também em outro nó
delivery-held = { $k } de { $n ->
    [one] uma instituição
   *[other] { $n } instituições
} têm
delivery-seen = { $n ->
    [0] não consta que alguém tenha visto
    [one] visto por uma
   *[other] visto por { $n }
}
delivery-answered = { $k } de { $n } responderam
delivery-waiting = Não consta que tenham: { $names }
delivery-away = { $name } (sem ligação)
delivery-without-node = Não podem ter, porque não têm nó: { $names }
delivery-more = { $names } e mais { $n }

## Como se encerram as propostas

kind-pause = adiamento
kind-closing = encerramento
kind-contest = contestação
kind-final = resultado final
kind-withdrawal = retirada
kind-revision = texto novo
stage-open = aberta
stage-amending = aberta, o texto ainda pode mudar
stage-voting = aberta, o texto já não muda
stage-deadline_passed = prazo vencido, por encerrar
stage-closed = encerrada, ainda se pode contestar
stage-contested = encerrada e contestada
stage-adopted = aprovada
stage-rejected = rejeitada
stage-lapsed = caduca
stage-withdrawn = retirada
stage-disputed = em disputa
rule-simple_majority = maioria simples
rule-two_thirds = dois terços
rule-qualified_majority = maioria qualificada
rule-each_country = maioria em cada país
cli-word-rule-each_country = cada país
rule-consent = consenso
doubt-cut_off = Algo em que o resultado se funda foi revogado ou está em disputa desde então
doubt-unheeded = Não se atendeu uma contestação feita a tempo
doubt-other_final = Outro resultado final diz outra coisa
doubt-left_out = Há posições válidas aqui que não se contam
doubt-incomplete = Parte do que se conta não está aqui
cli-stage = Etapa: { $stage }
cli-so-far = por enquanto: { $outcome }
cli-closing-rule = Decide-se por: { $rule }
cli-closed-by = Encerrada por { $who } · pode ser contestada até { $until }
cli-left-out = Não contadas no encerramento ({ $n })
cli-skewed = Com data anterior à proposta ({ $n })
cli-not-voters = Sem voto ({ $n })
cli-verb-close = encerrar
cli-verb-contest = impugnar
cli-verb-finalize = finalizar
cli-verb-withdraw = retirar
cli-help-close = Encerra uma proposta cujo prazo venceu
cli-help-contest = Diz o que um encerramento omitiu
cli-help-finalize = Fixa o resultado quando passou o tempo de contestar
cli-help-withdraw = Retira uma proposta própria antes do prazo
cli-example-close = cabildo encerrar cbm1q9x
cli-example-contest = cabildo impugnar cbm1q9x --text pt="A nossa chegou a tempo"
cli-example-finalize = cabildo finalizar cbm1q9x
cli-example-withdraw = cabildo retirar cbm1q9x --text pt="Volta com orçamento"
cli-help-propose-rule = O que a aprova; se faltar, a maioria simples
cli-arg-quorum = Quantas instituições devem tomar posição
cli-arg-voter = Quem vota; se faltar, toda instituição que toma posições
cli-arg-contest = Por quanto tempo se pode contestar o encerramento; se faltar, 48 horas
cli-arg-majority = Parte dos votos que a aprova, mais da metade: 3/4
cli-arg-quorum-by-country = Quantas de um país devem tomar posição: mx=3,cl=2
cli-arg-amend-until = Até quando o texto pode mudar; se faltar, enquanto se tomam posições
cli-amend-until = Emendas e textos novos até { $at }
cli-bad-share = «{ $value }» não é uma parte dos votos maior que a metade · escreva dois números: 3/4
cli-bad-country-quorum = «{ $value }» não é o quórum de um país · escreva mx=3
cli-not-a-proposal = { $id } não é uma proposta nem responde a uma · veja «cabildo listar --kind proposta»
cli-nothing-left-out = O encerramento não omite nada do que há aqui · não há o que contestar
cli-positions-missing = Faltam aqui { $n } das posições contadas · espere que o nó se atualize
cli-not-closed = A proposta não está encerrada · encerre-a antes
cli-is-closed = A proposta já está encerrada · veja-a com «cabildo ver»
cli-is-decided = A proposta já está decidida: { $stage } · veja-a com «cabildo ver»
cli-not-the-proposer = Só quem apresentou a proposta pode retirá-la
cli-not-open = A proposta já não está aberta: { $stage } · não se pode retirar
cli-not-yet = É cedo demais · pode-se desde { $from }
cli-not-a-voter = Esta instituição não pode encerrá-la nem contestar o encerramento · só quem a propôs e quem pode votar
cli-too-late = Já é tarde para isso · era possível até { $until }
cli-unclosed = { $n ->
    [one] O prazo venceu, e uma proposta espera que a encerrem:
   *[other] O prazo venceu, e { $n } propostas esperam que as encerrem:
}
cli-unclosed-passed = prazo { $at }
cli-unclosed-close = encerrá-la
cli-unclosed-finalize = fixar o seu resultado
cli-unclosed-ours = Podemos { $step } já:
cli-unclosed-ours-from = Quem a propôs pode { $step }; nós desde { $from }:
cli-unclosed-voters = Quem a propôs e quem pode votar podem { $step }; nós não:
cli-unclosed-proposer = Quem a propôs pode { $step }, quem pode votar desde { $from }; nós não:

## Detrás de un router, a través de un repetidor · behind a router, through a relay

cli-peer-through = através de { $relay }
cli-status-reach = Alcançável
reach-unknown = ninguém experimentou ainda
reach-direct = diretamente
reach-relayed = através de { $relays }: um roteador (NAT) não deixa entrar ninguém
reach-hidden = não: um roteador (NAT) não deixa entrar ninguém e nenhum repetidor tem lugar para este nó
reach-full = não: um roteador (NAT) não deixa entrar ninguém e o repetidor está cheio
cli-status-serves = Serve de repetidor
cli-status-serves-value = { $reservations ->
    [one] { $reservations } nó
   *[other] { $reservations } nós
}, { $circuits ->
    [one] { $circuits } ligação
   *[other] { $circuits } ligações
}
cli-status-serves-full = alguém não achou lugar: { $at }
cli-doctor-reach-direct = os outros alcançam este nó diretamente
cli-doctor-reach-relayed = um roteador (NAT) não deixa entrar ninguém; os outros chegam através de { $relays }
cli-doctor-reach-hidden = um roteador (NAT) não deixa entrar ninguém e nenhum repetidor tem lugar para este nó: só ele chama os outros
cli-doctor-reach-hidden-remedy = encaminhe as portas de [network] listen para esta máquina, ou ligue-a a um repetidor: [[network.peers]]
cli-doctor-reach-full = um roteador (NAT) não deixa entrar ninguém e o repetidor está cheio: este nó só chama os outros
cli-doctor-reach-full-remedy = peça mais lugar a quem mantém o repetidor ([relay] no config.toml dele), ou ligue este nó a outro repetidor
cli-doctor-relay-full = alguém não achou lugar neste repetidor: { $at }
cli-doctor-relay-full-remedy = aumente [relay] reservations e circuits no config.toml
cli-why-own_hidden = Um roteador (NAT) não deixa entrar ninguém neste nó: ele pode chamar, e ninguém pode chamá-lo
cli-why-own_hidden-remedy = Encaminhe as portas para ele, ou ligue-o a um repetidor da federação
cli-why-own_full = Um roteador (NAT) não deixa entrar ninguém neste nó, e o repetidor está cheio
cli-why-own_full-remedy = Peça mais lugar a quem mantém o repetidor, ou ligue este nó a outro repetidor
cli-why-relay_full = O repetidor através do qual seria alcançado está cheio
cli-why-relay_full-remedy = Peça mais lugar a quem o mantém: [relay] no config.toml dele
cli-why-no_place = Não tem lugar no repetidor: está desligado, não está ligado lá, ou os outros o alcançam diretamente
cli-why-no_place-remedy = Pergunte se o nó funciona e está ligado ao mesmo repetidor
cli-why-no_relay = Não se conhece nenhum endereço dele, e não há ligação com nenhum repetidor pelo qual procurá-lo
cli-why-no_relay-remedy = Ponha um repetidor da federação no config.toml, [[network.peers]]
cli-why-relayed = A ligação passa por um repetidor: os roteadores não permitem uma direta

## Padrones que esperan firmas · rosters that wait for signatures

cli-help-roster-hold = Deixa um cadastro no nó até que todos assinem
cli-help-roster-pending = Mostra os cadastros que esperam assinaturas no nó
cli-arg-draft = Qual: o começo do seu nome (cbh1…)
cli-help-roster-pending-drop = Tira-o do nó
cli-pending-none = Nenhum cadastro espera assinaturas neste nó
cli-pending-notice = Outros governantes para { $scope }: quem se oponha o faz com uma versão ordinária até { $until }
cli-pending-publish = Todos já assinaram · publique-o: cabildo cadastro publicar
cli-pending-which = «{ $value }» não nomeia um dos cadastros que esperam assinaturas · veja-os com «cabildo cadastro pendentes»
cli-pending-dropped = Retirado: { $hash }
tui-federation-unsigned = { $scope }, versão { $version }, espera assinaturas: tem { $have } e faltam { $lacks } · cabildo cadastro pendentes
tui-federation-notice = ! Outros governantes para { $scope }: objeções até { $until }
tui-federation-signed = { $scope }, versão { $version }, já tem todas as assinaturas · publique-a: cabildo cadastro publicar
## Listas filtradas

cli-arg-country = Só o que escreveram instituições deste país: mx ou cl
cli-arg-at-place = Só o que toca este lugar, o que há nele ou onde ele fica: mx:20067, MX-OAX ou MX
cli-arg-of-theme = Só este tema
cli-arg-written-in = Só o que tem um texto neste idioma
cli-arg-due-after = Só o que pede resposta a partir deste momento
cli-arg-due-before = Só o que pede resposta antes deste momento: 48h, 3d ou 2026-12-01T18:00-06:00
cli-arg-in-state = Só assuntos neste estado
cli-arg-cursor = A página seguinte: com o que terminou a lista anterior
cli-list-more = Há mais · --cursor { $cursor }
cli-bad-country = «{ $value }» não é um país · escreva as suas duas letras: mx ou cl
cli-word-state-open = aberta
cli-word-state-amending = em-emendas
cli-word-state-voting = em-votacao
cli-word-state-deadline_passed = vencida
cli-word-state-closed = encerrada
cli-word-state-contested = impugnada
cli-word-state-adopted = aprovada
cli-word-state-rejected = rejeitada
cli-word-state-lapsed = sem quórum
cli-word-state-withdrawn = retirada
cli-word-state-disputed = em disputa
cli-word-state-active = vigente
cli-word-state-cancelled = cancelado
cli-word-state-expired = expirado
cli-word-state-upcoming = próxima
cli-word-state-over = terminada

## Busca

cli-help-search = Busca mensagens pelas suas palavras
cli-example-search = cabildo buscar água limpa --place MX-OAX
cli-arg-wanted = Palavras que a mensagem tem, todas; os acentos e as terminações não importam, e «agu*» vale pelo que começa assim
cli-arg-newest = O mais novo primeiro; se não, o que melhor corresponde

## O encerramento de propostas no ecrã

tui-stage = Etapa
tui-rule = Decide-se por
terms-quorum = quórum { $n }
terms-quorum-of = quórum em { $country }: { $n }
terms-voters = { $n ->
    [one] vota uma
   *[other] votam { $n }
}
tui-closed-until = Encerrada por { $who } · pode ser contestada { $until }
tui-closed-was = Encerrada por { $who } · podia ser contestada { $until }
tui-final-by = Resultado fixado por { $who }, { $when }
tui-withdrawn = Retirada por quem a propôs, { $when }
tui-revised = O texto como quem a propôs o mudou, { $when }:
tui-then-close = encerrá-la
tui-then-finalize = fixar o seu resultado
tui-next-from = { $who } pode { $what } { $proposer }; quem vota, { $voters }
tui-next-now = { $who } pode { $what } já; quem vota, { $voters }
tui-do-closing = encerra-a
tui-do-contest = contesta o encerramento
tui-do-final = fixa o resultado
tui-do-withdrawal = retira-a
tui-left-out = Não contadas no encerramento ({ $n })
tui-skewed = Datadas antes da proposta ({ $n })
tui-not-voters = Sem direito a voto ({ $n })
tui-contests = Contestações ({ $n })
tui-contest-open = { $who }: { $n ->
    [one] uma posição não contada
   *[other] { $n } posições não contadas
}
tui-contest-heeded = { $who }: atendida, o que nomeia é contado
tui-set-aside = Sem efeito ({ $n })
cli-set-aside = Sem efeito ({ $n })
aside-early = antes do tempo
aside-late = fora do prazo
aside-text_fixed = venceu o prazo para mudar o texto
aside-not_a_voter = quem assina não vota
aside-not_the_proposer = quem assina não a propôs
aside-no_closing = de nenhum encerramento que conte
aside-misstated = diz outro resultado que o que conta
aside-later = outro chegou antes
aside-contradicts = contradiz outro
aside-disputed = o seu registo está em disputa
aside-cut_off = o seu registo foi cortado
aside-final_stands = o resultado final mantém-se
tui-closing-no-proposal = Isso é para propostas: abra uma primeiro
tui-closing-decided = Nada mais a fazer: { $stage }
tui-closing-not-open = Já não pode ser retirada: { $stage }
tui-closing-not-closed = Ainda não está encerrada
tui-closing-is-closed = Já está encerrada
tui-closing-not-proposer = Só quem a propôs a retira
tui-closing-not-voter = Só quem a propôs e quem vota podem fazê-lo
tui-closing-early = Antes do tempo: será possível { $at }
tui-closing-late = Fora do prazo: era possível até { $at }
tui-closing-nothing-left-out = O encerramento não deixa de fora nada do que está aqui
tui-closing-missing = { $n } das posições contadas ainda não estão aqui
tui-sheet-closing = Encerramento de uma proposta
tui-sheet-contest = Contestação de um encerramento
tui-sheet-final = Resultado final
tui-sheet-withdrawal = Retirada de uma proposta
tui-field-closing-reason = Nota
tui-field-final-reason = Nota
tui-look-counts = Conta
tui-look-positions = { $n ->
    [one] uma posição
   *[other] { $n } posições
}
tui-look-left-out = Deixa fora
tui-look-outcome = Resultado
tui-key-act-close = encerrar a proposta
tui-key-act-contest = contestar o encerramento
tui-key-act-finalize = fixar o resultado
tui-key-act-withdraw = retirar a proposta

## Quem responde em quanto tempo

cli-verb-responses = prazos
cli-help-responses = Mostra em quanto tempo as instituições respondem ao que lhes é perguntado
cli-example-responses = cabildo prazos --from 30d
cli-help-responses-from = O que foi perguntado desde então; um intervalo conta para trás (30d); 90 dias se não for dado
cli-help-responses-to = O que foi perguntado antes disso; agora se não for dado
cli-help-responses-kind = Só propostas, avisos ou agendas
cli-help-responses-institution = Só como esta instituição responde
cli-arg-csv = Como tabela CSV
cli-arg-inbox = Assuntos por urgência, como na caixa de entrada
cli-arg-ack-baseline = Tempo de confirmação com que se compara, e onde foi medido: «4h=Simulados de 2025»
cli-bad-ack-baseline = «{ $value }» não é uma referência · escreva um tempo e onde foi medido: «4h=Simulados de 2025»
cli-change-baseline = Tempo de confirmação com que se compara: { $span } ({ $source })
cli-ack-times-charter = Comparado com { $span }, segundo a carta: { $source }
cli-ack-times-baseline = Comparado com { $span }
cli-verb-pause = adiar
cli-help-pause = Diz que a nossa instituição precisa de mais tempo para responder, e porquê
cli-example-pause = cabildo adiar cbm1q9x --until 3d --text pt="A câmara reúne na segunda-feira"
cli-arg-until = Até quando vem a resposta
cli-pause-not-asked = Ali não se pergunta à nossa instituição · veja a quem com «cabildo mostrar»
cli-pause-answered = A nossa instituição já respondeu · não há nada a esperar
cli-pause-overdue = A resposta vencia { $due }; o que vem depois não desculpa nada · responda, ou explique com «cabildo comentar»
cli-responses-period = { $from } – { $to } · { $n ->
    [one] uma pergunta
   *[other] { $n } perguntas
}
cli-responses-more = Há mais, anteriores, que não são contadas · escolha um período mais curto
cli-responses-note = Mediana e nove em dez: em quanto tempo chegaram metade e nove em cada dez respostas, também as tardias.
cli-recipient-late = { $who }: { $span } de atraso
cli-recipient-overdue = { $who }: vencida há { $span }
recipient-released = terminou sem a sua resposta
cli-recipient-paused = { $who } precisa até { $until }:
tui-recipients-overdue = { $n ->
    [one] uma vencida
   *[other] { $n } vencidas
}
tui-recipients-paused = { $n ->
    [one] uma adiada
   *[other] { $n } adiadas
}
tui-paused = { $who } precisa de mais tempo: { $until }
tui-pause-not-asked = Aqui não se pergunta à nossa instituição
tui-pause-answered = A nossa instituição já respondeu
tui-pause-overdue = A nossa resposta já venceu: um adiamento não desculpa nada
tui-sheet-pause = Precisamos de mais tempo
tui-field-pause-respond-by = Até
tui-key-act-pause = dizer que precisamos de mais tempo
tui-answer-times = Respostas ao que foi perguntado em { $days } dias ({ $n })
tui-answer-times-all = Todas
tui-answer-times-line = { $answered } de { $asked } respondidas, { $late } tarde · mediana { $median }, nove em dez { $p90 } · { $overdue } vencidas · { $paused } adiadas

## Relatórios e lembretes de avisos de crise

cli-verb-report = relatório
cli-help-report = Relata quem acusou a receção de um aviso de crise e quando, e quem não; com ele terminam os exercícios
cli-example-report = cabildo relatório cbm1q9x --format html --output relatorio.html
cli-help-report-format = Como texto ou como folha de papel
cli-verb-remind = lembrar
cli-help-remind = Nomeia quem não respondeu, e porquê; não envia nada
cli-example-remind = cabildo lembrar cbm1q9x
cli-verb-ack-times = receções
cli-help-ack-times = Mostra em quanto tempo se acusou a receção dos avisos, por aviso e por trimestre
cli-example-ack-times = cabildo receções --from 365d --baseline 45m
cli-help-ack-times-from = Avisos desde então; um intervalo conta para trás (365d); 90 dias se não for dado
cli-help-ack-times-to = Avisos antes disso; agora se não for dado
cli-arg-baseline = Um tempo de receção com que comparar (45m)
cli-arg-exercises = Exercícios e testes em vez de avisos reais
cli-bad-baseline = A base é um intervalo · como 45m ou 2h
cli-report-no-cap = Um relatório não é uma mensagem CAP · text ou html
cli-report-title = Relatório de um aviso de crise
cli-report-due = Receção pedida até { $at }
cli-report-ended = Terminou { $at }, após { $span }
cli-report-open = Ainda em vigor: não é o último relatório
cli-report-has = Nós que o têm: { $n } de { $of }
cli-report-acknowledged = Acusaram a receção: { $n } de { $of }
cli-report-in-time = A tempo: { $n } de { $of }
cli-report-times = Metade em { $median }, nove em dez em { $p90 }
cli-report-help = { $who } precisa: { $what } · oferecem { $offers }
cli-report-unmet = { $who } precisa: { $what } · ninguém oferece ajuda
cli-report-institution = Instituição
cli-report-node = O seu nó
cli-report-stands = Agora
node-has-has = tem
node-has-not_yet = não consta que tenha
node-has-away = sem ligação
node-has-no_node = não tem nó
recipient-answered = respondeu
recipient-late = em atraso
recipient-open = aguardada
recipient-paused = precisa de mais tempo
recipient-overdue = em silêncio, vencida
remind-overdue = tem, vencida
remind-silent = tem, em silêncio
remind-not_yet = não consta que o seu nó tenha
remind-away = sem ligação ao seu nó: por telefone
remind-no_node = não tem nó: por telefone
cli-remind-none = Não há a quem lembrar
cli-remind-note = Nada foi enviado.
cli-ack-times-period = Avisos de crise { $from } – { $to }
cli-ack-times-exercises = Exercícios e testes { $from } – { $to }
cli-ack-times-notice = aviso em causa
cli-ack-times-acknowledged = receções
cli-ack-times-median = metade em
cli-ack-times-p90 = nove em dez em
cli-ack-times-notices = { $n ->
    [one] um aviso
   *[other] { $n } avisos
}
cli-ack-times-faster = { $n } % mais rápido do que a base
cli-ack-times-slower = { $n } % mais lento do que a base
cli-exercise-over = O exercício terminou · o seu relatório: cabildo relatório { $id }
tui-help = Precisam de ajuda ({ $n })
tui-help-offers = oferecem: { $offers }
tui-help-none = ninguém oferece ajuda ainda
## O que se passa com uma reunião

kind-agenda_update = agenda alterada
kind-agenda_cancel = reunião cancelada
kind-minutes = ata
agenda-state-upcoming = próxima
agenda-state-over = terminada
agenda-state-held = realizada
agenda-state-cancelled = cancelada
cli-word-state-held = realizada
cli-help-minutes = Escreve a ata de uma reunião, com decisões e tarefas
cli-verb-minutes = ata
cli-example-minutes = cabildo ata cbm1q9x --text @ata.txt --decision "Apoia-se o plano;#cbm1q8x" --task "Orçamento;30d;@mx:20067"
cli-arg-attended = Instituições que estiveram
cli-arg-decision = Uma decisão, e as propostas de que trata; pode repetir-se
cli-arg-task = Uma tarefa: até quando, de quem, sobre que propostas; pode repetir-se
cli-not-an-agenda = «{ $id }» não é uma agenda · veja cabildo listar --kind agenda
cli-minutes = Ata, { $at }
cli-attended = Estiveram: { $names }
cli-decisions = Decisões: { $n }
cli-tasks = Tarefas: { $n }
tui-agenda-changed = alterada { $when }
tui-minutes = Ata
tui-decisions = Decisões: { $n }
tui-tasks = Tarefas: { $n }

## Declarações conjuntas

kind-declaration = declaração conjunta
kind-signature = assinatura
kind-signature_withdrawal = retirada de uma assinatura
declaration-state-open = em assinatura
declaration-state-in_force = em vigor
declaration-state-lapsed = sem efeito: assinaram muito poucas a tempo
declaration-state-withdrawn = retirada
state-in_force = em vigor
signature-signed = assinada
signature-taken_back = assinatura retirada
signature-other_text = assinou outro texto
layer-declarations = declarações
aside-in_force = a declaração está em vigor
aside-withdrawn = a declaração tinha sido retirada
aside-no_signature = não há assinatura a retirar
aside-skewed = com data anterior à declaração
cli-verb-declare = declarar
cli-help-declare = Publica uma declaração conjunta, para que outras a assinem
cli-example-declare = cabildo declarar --title pt="Água para todos" --text pt="Comprometemo-nos…" --required mx=2,cl=1 --respond-by 7d
cli-arg-required = Quantas instituições de cada país devem assinar: mx=3,cl=2
cli-bad-required = «{ $value }» não é um país com o seu número · escreva «mx=3»
cli-verb-sign = assinar
cli-help-sign = Assina uma declaração conjunta tal como está agora
cli-example-sign = cabildo assinar cbm1q9x --mandate "Acuerdo 12/2026"
cli-arg-take-back = Retira a nossa assinatura, enquanto a declaração não estiver em vigor
cli-verb-revise = alterar
cli-help-revise = Dá um texto novo à nossa proposta ou declaração; as posições e assinaturas do anterior já não correspondem
cli-example-revise = cabildo alterar cbm1q9x --text pt=@plano.txt --note pt="Com o orçamento"
cli-arg-note = Porquê, em poucas palavras
cli-not-a-declaration = «{ $id }» não é uma declaração nem responde a uma · veja «cabildo listar --kind declaração-conjunta»
cli-not-to-revise = «{ $id }» não é uma proposta nem uma declaração · indique uma nossa
cli-not-signable-in_force = A declaração está em vigor, e já ninguém a altera
cli-not-signable-lapsed = O prazo para assinar terminou
cli-not-signable-withdrawn = A sua autora retirou a declaração
cli-not-signable-signed = A nossa instituição já assinou este texto
cli-not-signable-nothing = Não há assinatura da nossa instituição a retirar
cli-not-signable-not_author = Só o pode fazer a instituição que a publicou
cli-signs = Assina o texto de
cli-in-force-since = em vigor desde { $at }
cli-declaration-withdrawn = Retirada { $at }
cli-signatures = Assinaturas ({ $n })
cli-signatures-late = Assinadas fora do prazo ({ $n })
cli-signatures-of = { $country }: { $signed } de { $required } assinaturas
cli-signatures-missing = faltam: { $names }
tui-declaration-from = Declaração publicada por { $who } · { $when }
tui-clock-signature-until = Assina-se até { $moment }
tui-clock-signature-over = Assinava-se até { $moment }
tui-we-are-asked-signature = Pedem-nos que assinemos: «r» para o fazer
tui-signatures = Assinaturas ({ $n })
tui-signatures-late = Assinadas fora do prazo ({ $n })
tui-do-signature = assina-a
tui-do-signature_withdrawal = retira a nossa assinatura
tui-sheet-signature = Assinatura de uma declaração
tui-sheet-signature_withdrawal = Retiramos a nossa assinatura
tui-field-signature-reason = Nota
tui-look-signs = Texto assinado

## Traduções

kind-translation = tradução
method-certified = certificada
method-human = de uma pessoa
method-machine = de uma máquina
cli-word-method-human = humana
cli-word-method-machine = automática
cli-verb-translate = traduzir
cli-help-translate = Assina uma tradução do que um fio diz agora; nunca substitui o original
cli-example-translate = cabildo traduzir cbm1q9x humana --title pt="Água para todos" --text pt=@plano.txt
cli-arg-method = Como foi feita
cli-arg-translator = Quem a fez, por cargo ou licença
cli-not-to-translate = «{ $id }» não tem texto a traduzir · indique uma proposta, um aviso, uma agenda ou uma declaração
cli-translations = Traduções ({ $n })
cli-translation-by = Tradução em { $language }, { $method }, de { $who }
cli-translation-stale = o original mudou depois
cli-translation-original = Texto original:
cli-read-in = lida em: { $language }
cli-moved-on = sobre outro texto que não o de agora

## Emendas e quem também apresenta

kind-amendment = emenda
amendment-state-proposed = proposta
amendment-state-accepted = acolhida
amendment-state-declined = não acolhida
cli-verb-amend = emendar
cli-help-amend = Propõe outro texto de uma proposta, para que a sua autora o acolha
cli-example-amend = cabildo emendar cbm1q9x --text pt=@plano.txt --note pt="Com o orçamento"
cli-arg-accept = Emendas que o texto novo acolhe; sem texto, o da única
cli-arg-decline = Emendas que não acolhemos
cli-arg-sponsor = Também apresenta a proposta: só com uma posição a favor
cli-not-an-amendment = «{ $id }» não é uma emenda desta proposta
cli-revised = Texto novo, { $at }
cli-amendments = Emendas ({ $n })
cli-sponsors = Também a apresentam: { $names }
tui-changes = O que mudou

# A command run from within the terminal.
tui-key-line = executar um comando de cabildo
tui-key-line-rosters = executar um comando de cadastros: admitir, assinar, suspender, …
tui-hint-line = comando
tui-shell-run = Executar: cabildo { $line }
tui-shell-done = O comando terminou bem
tui-shell-status = O comando terminou com o estado { $status }
tui-shell-failed = O comando não pôde ser executado: { $why }
tui-shell-quotes = Falta fechar umas aspas
tui-shell-none = Aqui não se executam comandos
tui-shell-back = [ Enter: voltar a Cabildo ]

## O que há com um nó e o que fazer

trouble-disk_full = O disco está cheio: o nó lê e reenvia, mas não guarda nada novo
trouble-disk_full-remedy = libere espaço; o nó segue sozinho
trouble-store_damaged = Ao abrir o armazém acharam-se { $damaged } lugares danificados e puseram-se de lado { $files } arquivos; o perdido pede-se de novo
trouble-store_damaged-remedy = verifique o disco e conserve a pasta «quarantine» do armazém até que tudo tenha voltado
trouble-unlisted = Nenhum cadastro nomeia a chave { $node } deste nó: os outros o recusam
trouble-unlisted-remedy = peça à sua instituição que a ponha no seu cadastro
trouble-own_log_forked = O registro { $log } da sua instituição está em disputa desde { $seq }: a sua chave contradisse-se
trouble-own_log_forked-remedy = cadastre outro dispositivo e diga que ramo vale: cabildo cadastro dirimir
trouble-roster_review = { $level ->
    [federation] A carta da federação
    [chamber] O cadastro da câmara de { $of }
   *[institution] O cadastro de { $of }
} passou da sua data de revisão, e não se admite ninguém
trouble-roster_review-remedy = peça uma versão nova a quem o assina; ler e alertar continuam
trouble-index_rebuilding = O índice está { $n } mensagens atrás: as buscas demoram mais
trouble-index_rebuilding-remedy = espere; refaz-se com o que está guardado
trouble-clock = { $side ->
    [behind] O relógio deste nó está { $seconds } s atrasado em relação aos de outras { $n } instituições
    [ahead] O relógio deste nó está { $seconds } s adiantado em relação aos de outras { $n } instituições
   *[unknown] Várias instituições escrevem do que aqui é o futuro
}
trouble-clock-remedy = acerte o relógio desta máquina: timedatectl set-ntp true
trouble-alert_failed = O alerta «{ $rule }» não chegou a ninguém: o seu programa { $why }
trouble-alert_failed-remedy = corrija-o e prove-o: cabildo alert-test { $rule }
trouble-webhook_failed = O webhook «{ $rule }» não chegou a ninguém: { $why }
trouble-webhook_failed-remedy = corrija-o e prove-o: cabildo alert-test { $rule }
## O que se segue a uma decisão

kind-commitment = compromisso
kind-progress = andamento
stage-implementing = em execução
stage-done = cumprida
state-implementing = em execução
state-done = cumprida
cli-word-state-implementing = em-execucao
cli-word-state-done = cumprida
item-state-open = não iniciado
item-state-begun = em curso
item-state-done = feito
item-state-dropped = desistido
cli-verb-commit = comprometer
cli-help-commit = Diz o que se segue à nossa proposta aprovada: quem faz o quê e até quando, e que setor responde
cli-example-commit = cabildo comprometer cbm1q9x --office pt="Departamento de Águas" --item "Dez poços;2027-03-01" --item "Estudo da bacia;@cl:05101;60d" --review 180d
cli-arg-office = Setor que responde, nunca o nome de uma pessoa
cli-help-commit-item = O que se fará: texto;prazo, e depois ;@cl:05101 para quem o faz e ;#cbm1… para documentos; pode repetir-se
cli-arg-result = O que a decisão alcançou
cli-arg-review = Quando tudo se revê
cli-verb-progress = andamento
cli-help-progress = Diz quanto avançou algo que se segue a uma proposta
cli-example-progress = cabildo andamento cbm1q9x 1 feito --text pt="Dez poços dão água"
cli-arg-number = Número do compromisso, como o mostra «cabildo ver»
cli-help-progress-state = Quanto avançou
cli-verb-commitments = compromissos
cli-help-commitments = Lista o que falta fazer segundo as propostas aprovadas, primeiro o que vence antes
cli-example-commitments = cabildo compromissos --overdue
cli-arg-overdue = Só o atrasado
cli-arg-every-item = Também o feito e o desistido
cli-commitments = Compromissos ({ $n })
cli-commitments-none = Não falta fazer nada
cli-commitments-more = Há mais, de propostas anteriores
cli-office = Responsável: { $office }
cli-review = Revisão: { $at }
cli-review-due = Revisão pendente: { $at }
cli-item-until = prazo: { $at }
cli-item-overdue = COM ATRASO de { $span }
cli-commit-not-proposer = Só quem a apresentou diz o que se segue · comente-a
cli-commit-not-adopted = A proposta não está aprovada · ver «cabildo ver»
cli-progress-nothing = Ainda não há compromissos · ver «cabildo ver»
cli-progress-no-item = Não há um compromisso { $n } · ver «cabildo ver»
cli-progress-not-ours = Isso diz { $who }, ou quem apresentou a proposta · comente-a
aside-not_adopted = a proposta não está aprovada
aside-no_commitment = de nenhum compromisso que conte
aside-no_item = não há tal compromisso
aside-not_accountable = não cabe à sua autora fazê-lo
aside-moved_on = o compromisso já é outro

## Manifestações

kind-feedback = manifestação
kind-follow_up = acompanhamento
feedback-state-open = sem resposta
feedback-state-answered = respondida
feedback-state-acting = em atendimento
feedback-state-closed = encerrada
feedback-state-reopened = reaberta
feedback-state-withdrawn = retirada
state-answered = respondida
state-acting = em atendimento
state-reopened = reaberta
cli-word-state-acting = em-atendimento
cli-word-state-reopened = reaberta
step-reply = resposta
step-action = ação
step-close = encerra-a
step-reopen = reabre-a
cli-word-step-close = encerramento
cli-word-step-reopen = reabertura
cli-verb-feedback = manifestar
cli-help-feedback = Pergunta em público a uma instituição por algo; a resposta, a ação e o encerramento são vistos por todos
cli-example-feedback = cabildo manifestar --asked cl:05101 --title pt="Falta água no morro" --text pt="Há duas semanas." --place cl:05101
cli-help-feedback-asks = Instituição a quem se pergunta
cli-verb-follow-up = acompanhamento
cli-help-follow-up = Responde a uma manifestação, diz o que se faz, encerra-a ou reabre-a
cli-example-follow-up = cabildo acompanhamento cbm1q9x resposta --text pt="A partir de segunda vão caminhões"
cli-arg-step = Que passo: responde, age e encerra a instituição perguntada; reabre quem a apresentou
cli-arg-about = Mensagens de que trata, como uma proposta
cli-feedback-asked = Pergunta-se a: { $who }
cli-feedback-withdrawn = Retirada { $at }
cli-steps = O que foi feito dela ({ $n })
cli-not-feedback = «{ $id }» não é uma manifestação · indique uma, ver «cabildo listar --kind manifestacao»
cli-step-not-asked = Só { $who }, a quem se pergunta, responde, age e encerra · comente-a
cli-step-not-author = Só { $who }, que a apresentou, a reabre · comente-a
cli-step-unanswered = Ninguém respondeu ainda: não há nada a reabrir
cli-step-withdrawn = A manifestação foi retirada
cli-feedback-not-to-withdraw = A manifestação não é nossa, ou já está encerrada
tui-feedback-from = Manifestação de { $who }, { $when }
tui-clock-feedback-until = Pede-se resposta: até { $moment }
tui-clock-feedback-over = Pedia-se resposta até { $moment }
tui-we-are-asked-feedback = Perguntam-nos: «r» para responder, «m» para mais
aside-not_asked = não se pergunta à sua autora
aside-not_the_author = a sua autora não a apresentou
aside-unanswered = ninguém tinha respondido ainda

## Custos

cli-arg-cost = Quanto custa: moeda=valor, e após um ponto e vírgula para quê; pode repetir-se
cli-cost = Custo: { $value }
cli-paper-cost = Custo
cli-bad-cost = «{ $value }» não é um custo · escreva-o como «MXN=120000», «CLP=3500000;poços» ou «MXN=99.50»

## Pedidos de pontos, e quem será a próxima sede

kind-item_request = pedido de um ponto
request-state-open = aberto
request-state-taken = incluído
request-state-declined = não incluído
cli-verb-request-item = pedir-ponto
cli-help-request-item = Pede um ponto na agenda de uma reunião
cli-example-request-item = cabildo pedir-ponto cbm1q9x --title pt="Irrigação em comum" --lasts 20
cli-arg-lasts = Quantos minutos
cli-arg-take = Pedidos de pontos que a agenda inclui, no fim
cli-help-agenda-decline = Pedidos de pontos que a agenda não inclui
cli-arg-next-host = Instituição que será a sede da próxima reunião
cli-not-a-request = «{ $id }» não é um pedido de ponto desta agenda · veja «cabildo mostrar»
tui-item-requests = Pontos pedidos ({ $n })
tui-interpreted = interpretação: { $languages }
tui-next-host = Sede seguinte
cli-help-calendar-invite = Endereços de correio que o calendário convida: os programas de correio pedem então uma resposta
cli-help-calendar-organizer = Endereço de correio que recebe as respostas; dê o que chegar a «cabildo calendário importar»
cli-verb-hosts = sedes anfitriões
cli-help-hosts = Mostra quem foi sede de quantas reuniões e de quem é a vez
cli-hosted = { $n ->
    [0] ainda não foi sede
    [one] foi sede de uma reunião
   *[other] foi sede de { $n } reuniões
}
cli-hosts-named = indicada como sede seguinte
cli-hosts-next = por vir: { $title }, { $when }
cli-hosts-last = a última: { $title }, { $when }
cli-hosts-more = Reuniões mais antigas não são contadas.
cli-example-hosts = cabildo sedes

## Alertas de outros sistemas que se oferecem

offer-alert = alerta
offer-update = atualização
offer-cancel = cancelamento
offer-ack = aviso de recebimento
offer-error = mensagem de erro
cli-verb-cap-offers = oferecidos
cli-help-cap-offers = Lista os alertas que os canais de outros sistemas oferecem
cli-example-cap-offers = cabildo cap oferecidos
cli-verb-cap-take = tomar
cli-help-cap-take = Redige o rascunho de um aviso a partir de um alerta oferecido; não envia nada
cli-example-cap-take = cabildo cap tomar 3f9a --output rascunho.json
cli-verb-cap-pass-over = descartar
cli-help-cap-pass-over = Diz que um alerta não é desejado: deixa de ser oferecido
cli-example-cap-pass-over = cabildo cap descartar 3f9a
cli-arg-offer = Qual: o seu id, ou o começo de exatamente um
cli-cap-drafted-replaces = Rascunho de uma atualização. Nada foi enviado: leia-o e emita-o com «cabildo alertar --update { $notice } --file { $path }»
cli-cap-cancels = Cancela o que o aviso { $notice } tomou. Nada foi enviado: retire-o com «cabildo alertar --cancel { $notice } --reason …»
cli-cap-passed-over = Deixa de ser oferecido.
cli-offers-none = Não se oferecem alertas. Os canais são nomeados em config.toml: [[cap_feed]]
cli-offer-of = de { $feed } ({ $sender })
cli-offer-replaces = refere-se ao que o aviso { $id } tomou
cli-event-offered = oferecido por outro sistema: { $what } · cabildo cap oferecidos
tui-offered = { $feed } oferece um alerta: { $title }
tui-offers = { $n ->
    [one] Oferece-se um alerta de outro sistema
   *[other] Oferecem-se { $n } alertas de outros sistemas
} · { $key } para ver
tui-offer-cancels = Lá foi cancelado · retire o aviso daqui: $ alertar --cancel { $notice } --reason …
tui-offer-nothing = Este alerta responde a outro: não há nada a assumir
tui-write-update = Assume uma atualização
tui-write-notice = Assume o alerta de outro sistema
trouble-cap_feed_failed = O canal de alertas «{ $feed }» não pode ser lido: { $why }
trouble-cap_feed_failed-remedy = verifique o endereço em config.toml: [[cap_feed]]
cli-report-score = Nota do exercício: { $score } de 100 (chegou, foi acusado, a tempo, e agiu-se)
cli-report-acted = Disseram mais do que tê-lo visto: { $n } de { $of }
tui-mark-all-clear = FIM DO PERIGO: a emergência passou
cli-urgency-exercise-over = exercício encerrado
cli-arg-response = O que as pessoas devem fazer
cli-arg-all-clear = Diz que o perigo passou: em todos os blocos do aviso
## Arquivos que as mensagens nomeiam

attachment-saved = guardado aqui
attachment-partial = aqui há { $k } de { $n } partes
attachment-absent = não está aqui
attachment-fetching = está sendo trazido
attachment-no-peer = nenhum nó ligado o tem; procura-se de novo sozinho
attachment-no-room = não cabe neste nó
attachment-disk = o disco deste nó não o aceita
attachment-differs = os seus bytes não são isso: parecem { $found }
attachment-unlike = os seus bytes não são de { $declared }
cli-attachments = Arquivos ({ $n })
cli-attachments-none = Não há arquivos
cli-attachments-of = Em { $id }
cli-help-attachments = Mostra os arquivos que uma mensagem nomeia, e se estão aqui
cli-help-fetch = Traz um arquivo que uma mensagem nomeia, de outros nós se não estiver aqui, e escreve-o
cli-verb-attachments = anexos
cli-verb-fetch = trazer
cli-example-attachments = cabildo anexos cbm1q9x
cli-example-fetch = cabildo trazer cbm1q9x 2 --out ata.pdf
cli-arg-attach = Arquivo que vai junto; pode ser repetido
cli-help-fetch-number = Qual dos arquivos da mensagem, desde 1; se houver um só não é preciso
cli-help-fetch-out = Onde se escreve; sem isso, nesta pasta, com o seu nome sem o que um nome alheio não deve ter
cli-attach-unreadable = não se pode ler { $path }: { $why }
cli-attach-empty = { $path } está vazio · escolha um arquivo que diga algo
cli-attach-many = { $n } arquivos: uma mensagem nomeia 16 no máximo
cli-fetch-none = «{ $id }» não nomeia arquivos · veja «cabildo anexos { $id }»
cli-fetch-which = «{ $id }» nomeia { $n } arquivos · diga qual pelo seu número, como os mostra «cabildo anexos { $id }»
cli-fetch-no-number = «{ $id }» não tem arquivo { $n } · veja «cabildo anexos { $id }»
cli-fetch-progress = { $name }: aqui há { $k } de { $n } partes
cli-fetch-waits = { $name } ainda não está aqui: nenhum nó ligado o tem · este nó continua a procurá-lo; repita a ordem mais tarde
cli-fetch-no-room = { $name } não cabe neste nó · libere espaço no disco, ou aumente [attachments] max_total_mib em config.toml
cli-fetch-disk = { $name } não foi trazido: o disco deste nó não o aceita · veja o registro do nó
cli-fetch-short = { $name } foi cortado: este nó achou-o danificado no seu disco · repita a ordem, conserta-se a partir de outros nós
cli-fetch-written = Escreveu-se { $path } ({ $size })
tui-attachments = Arquivos ({ $n })
cli-cap-drafted-answer = Rascunho de um comentário: o alerta { $id } responde à mensagem { $notice }. Nada foi enviado: leia-o e publique-o com «cabildo comentar { $notice } --text-file { $path }»
cli-cap-answers = O alerta { $id } é uma mensagem CAP «{ $type }»: responde a outra, e não há nada a redigir

tui-key-acts = ver o que se pode fazer neste assunto
tui-hint-acts = mais
tui-acts-title = O que podemos fazer aqui
tui-acts-help = Enter escolhe · Esc fecha
tui-act-ack = acusar recebimento
tui-act-position = tomar posição
tui-act-rsvp = dizer quem vai
tui-act-comment = comentar
tui-act-pause = dizer que precisamos de mais tempo
tui-act-closing = encerrar a proposta
tui-act-contest = contestar o encerramento
tui-act-final = fixar o resultado
tui-act-withdrawal = retirar o que publicamos
tui-act-signature = assinar a declaração
tui-act-signature_withdrawal = retirar a nossa assinatura
tui-act-update = atualizar o alerta
tui-act-all_clear = dar o alerta por encerrado: passou o perigo
tui-act-cancel = cancelar o alerta: não devia ter saído
tui-sheet-update = Atualização de um alerta
tui-sheet-all_clear = Fim do alerta
tui-sheet-cancel = Cancelamento de um alerta
tui-template-all_clear-headline = Fim do alerta: { $headline }
tui-hint-field-all_clear-description = como está agora; o dito antes não se repete
tui-hint-field-all_clear-instruction = o que se pode voltar a fazer
tui-hint-field-update-respond-by = 48h, 15d ou 2026-12-02 18:00; vazio: como estava
tui-hint-field-cancel-reason = por quê; um cancelamento não se desfaz
tui-check-not-now = agora já não é possível: olhe o assunto outra vez
tui-check-newer = entretanto há outra versão · leia-a; se assinar, esta toma o lugar dela
tui-nothing-there = não há nada a escolher

tui-act-revision = escrever um texto novo
tui-act-accept = aceitar a emenda de { $who }: { $what }
tui-act-decline = dizer que emendas não são aceitas
tui-act-amendment = propor uma emenda
tui-act-goes-on = Continua um rascunho: o escolhido ficou marcado, o texto é o dele
tui-sheet-revision = Texto novo
tui-sheet-decline = Emendas que não são aceitas
tui-sheet-amendment = Emenda
tui-field-accepts = Aceita
tui-field-declines = Não aceita
tui-field-revision-reason = Nota
tui-field-decline-reason = Nota
tui-hint-field-accepts = ← → passa de uma a outra, espaço marca; o texto novo deve incluí-la
tui-hint-field-declines = ← → passa de uma a outra, espaço marca
tui-hint-field-revision-text = o texto inteiro, como fica; F6 o abre em seu editor
tui-hint-field-amendment-text = o texto inteiro, como ficaria; F6 o abre em seu editor
tui-hint-field-revision-reason = o que muda e por quê; pode faltar
tui-hint-field-decline-reason = por que não; pode faltar
tui-check-unchanged = diz o mesmo que antes: mude algo
tui-check-gone = algo do marcado já não está aberto: tire a marca ou escolha outra vez
tui-check-nothing-marked = marque ao menos uma: ← → e espaço

tui-act-agenda_update = mudar a agenda
tui-act-agenda_cancel = cancelar a reunião
tui-act-minutes = escrever a ata
tui-act-item_request = pedir um ponto
tui-sheet-agenda_update = Agenda modificada
tui-sheet-agenda_cancel = Cancelamento de uma reunião
tui-sheet-minutes = Ata
tui-sheet-item_request = Pedido de um ponto
tui-field-agenda_update-asked = Quem é convidado
tui-field-agenda_update-places = Lugar
tui-field-agenda_update-declines = Não acolhe
tui-field-takes = Acolhe
tui-field-attended = Compareceram
tui-field-decisions = Decisões
tui-field-tasks = Tarefas
tui-field-minutes = Minutos
tui-field-papers = Sobre
tui-field-item_request-reason = Para quê
tui-hint-field-takes = pedidos: ← → passa de um a outro, espaço marca; vão ao fim
tui-hint-field-agenda_update-respond-by = 48h, 15d ou 2026-12-02 18:00; vazio: como estava
tui-hint-field-agenda_cancel-reason = por quê; um cancelamento não se desfaz
tui-hint-field-attended = nomes, códigos ou países, com vírgulas; pode faltar
tui-hint-field-decisions = uma por linha: O que se decidiu #cbm1… (propostas); pode faltar
tui-hint-field-tasks = uma por linha: 2026-12-10 18:00 O quê @ quem #cbm1…; ou 15d O quê
tui-hint-field-minutes = quanto dura, em minutos; pode faltar
tui-hint-field-papers = ids de propostas ou outros assuntos, com vírgulas; pode faltar
tui-hint-field-minutes-text = o que se tratou, sem nomes de pessoas
tui-hint-field-item_request-reason = o que se quer tratar; pode faltar
tui-check-task = «{ $value }» não se entende · 2026-12-10 18:00 O quê @ quem
tui-check-due = «{ $value }» não diz até quando · 2026-12-10 18:00 no começo
tui-check-minutes = «{ $value }» não são minutos · um número, até uma semana
tui-check-both = algo está acolhido e não acolhido: tire uma marca

tui-act-commitment = dizer o que se segue, quem e até quando
tui-act-progress = dizer como vai um compromisso
tui-act-follow_up-reply = responder
tui-act-follow_up-action = dizer o que se faz
tui-act-follow_up-close = encerrar o assunto
tui-act-follow_up-reopen = reabrir: não nos basta
tui-sheet-commitment = Compromisso
tui-sheet-progress = Andamento de um compromisso
tui-sheet-feedback = Manifestação
tui-sheet-follow_up = Acompanhamento
tui-template-feedback = Manifestação a uma instituição
tui-field-office = Setor responsável
tui-field-result = O que se conseguiu
tui-field-review = Revisa-se
tui-field-item = Compromisso
tui-field-item-state = Como vai
tui-field-step = Passo
tui-field-commitment-tasks = Compromissos
tui-field-feedback-asked = A quem
tui-field-progress-reason = O que se fez
tui-field-follow_up-reason = O que se diz
tui-hint-field-office = setor que responde, sem nomes de pessoas
tui-hint-field-result = o que muda com o aprovado; pode faltar
tui-hint-field-review = quando tudo se olha outra vez: 90d ou 2026-12-02 18:00; pode faltar
tui-hint-field-item = ← e → mudam
tui-hint-field-item-state = ← e → mudam
tui-hint-field-step = ← e → mudam
tui-hint-field-commitment-tasks = um por linha, com data: 2026-12-10 18:00 O quê @ quem #cbm1…; não mude a ordem
tui-hint-field-feedback-asked = uma instituição: nome ou código
tui-hint-field-feedback-text = o que se notou, sem nomes de pessoas
tui-hint-field-progress-reason = o que se fez, ou por que se abandona
tui-hint-field-follow_up-reason = o que se responde, se faz ou falta
tui-check-nothing-to-do = falta: diga ao menos um compromisso, com a sua data
tui-check-dropped = diga por que se abandona
tui-check-one-institution = uma instituição, nem mais nem menos
tui-check-step = esse passo não nos cabe agora: ← → escolhe outro

tui-act-translation = traduzir
tui-sheet-declaration = Declaração conjunta
tui-sheet-translation = Tradução
tui-template-declaration = Declaração conjunta
tui-field-required = Por país
tui-field-method = Feita
tui-field-translator = Quem traduz
tui-field-declaration-respond-by = Assinar até
tui-field-declaration-asked = A quem se pede assinar
tui-hint-field-required = quantas de cada país a põem em vigor: mx=2, cl=1
tui-hint-field-method = ← e → mudam: de uma pessoa, certificada ou de uma máquina
tui-hint-field-translator = ofício ou licença, como Tradutor juramentado 123; pode faltar
tui-hint-field-declaration-text = o que se assina; F6 o abre em seu editor
tui-hint-field-translation-title = traduzido; F4 muda a língua para a qual se traduz
tui-hint-field-translation-text = escreva a tradução sobre o original; F6 o abre em seu editor
tui-check-untranslated = ainda é o texto original: traduza-o
tui-check-required = «{ $value }» não se entende · mx=2, cl=1
tui-check-required-missing = falta: quantas de cada país, como mx=2, cl=1

tui-look-untouched = Sem mudanças em: { $languages }

tui-acts-none = Aqui não podemos fazer nada

## O que não está certo no que foi escrito

content-malformed = o conteúdo está malformado: { $why }
content-unknown-kind = esta versão não conhece o tipo { $kind }
flaw-missing = falta: escreva-o em pelo menos um idioma
flaw-empty = está vazio
flaw-empty-element = está vazio: retire-o
flaw-too-many-entries = elementos: { $n }; são permitidos { $max } no máximo
flaw-too-many-files = arquivos: { $n }; são permitidos { $max } no máximo
flaw-too-many-bytes = tem { $n } bytes; são permitidos { $max } no máximo
flaw-too-many-languages = idiomas: { $n }; são permitidos { $max } no máximo
flaw-text-empty = o texto em «{ $language }» está vazio
flaw-text-too-long = o texto em «{ $language }» tem { $n } bytes; são permitidos { $max } no máximo
flaw-twice = um elemento está duas vezes
flaw-control-characters = contém caracteres de controle
flaw-format = os formatos são numerados a partir de 1
flaw-no-one = é preciso pelo menos um
flaw-no-block = é preciso pelo menos um bloco
flaw-address-length = está vazio ou passa de 2048 bytes
flaw-address-characters = contém caracteres que um endereço não admite
flaw-address-partial = não é um endereço completo como https://example.org/
flaw-too-late = cai depois do ano 9999
flaw-time-zone = não é um fuso horário da IANA como America/Mexico_City
flaw-several-languages = está em vários idiomas: escreva uma tradução para cada um
flaw-other-language = está em um idioma diferente do texto
flaw-own-backup = é a própria pessoa a substituir
flaw-before-turn = cai antes de o turno começar
flaw-log-number = as mensagens de um registro são numeradas a partir de 1
flaw-restriction-needed = é preciso quando o alcance é restrito
flaw-addresses-needed = são precisos quando o alcance é privado
flaw-restriction-only = só corresponde ao alcance restrito
flaw-space-or-comma = contém um espaço ou uma vírgula
flaw-space = contém um espaço
flaw-before-effect = cai antes de o aviso entrar em vigor
flaw-resource-length = passa de 131072 bytes de Base64
flaw-base64 = não é Base64 com preenchimento (RFC 4648)
flaw-resource-size = não é o tamanho do recurso que leva dentro
flaw-digest = não é SHA-1 em 40 dígitos hexadecimais
flaw-media-type = não é um tipo de mídia como image/png
flaw-few-points = tem menos de quatro pontos
flaw-many-points = tem mais de 2048 pontos
flaw-not-closed = não se fecha: seu último ponto deve ser o primeiro
flaw-radius = tem um raio maior que meia Terra (metros)
flaw-ceiling-below = fica abaixo da altitude
flaw-ceiling-alone = precisa de uma altitude ao lado
flaw-latitude = tem uma latitude de mais de 90 graus
flaw-longitude = tem uma longitude de mais de 180 graus
flaw-folder-separator = contém um separador de pastas: dê só o nome
flaw-file-size = não é um tamanho de 1 a 4294967296 bytes
flaw-nothing-to-do = não diz o que se deve fazer
flaw-no-date = falta: diga até quando se faz
flaw-item-number = os itens são numerados a partir de 1 e são 256 no máximo
flaw-no-country-to-sign = não nomeia nenhum país: diga quantos de cada um têm de assinar
flaw-many-countries = mais de 256 países
flaw-signers-count = de cada país assina pelo menos um e 65536 no máximo
flaw-currency = não é um código da ISO 4217 como MXN ou CLP
flaw-amount = é mais do que os programas podem contar com exatidão
flaw-qualified-majority = uma maioria qualificada é mais da metade e no máximo o todo
flaw-no-country = não nomeia nenhum país
flaw-quorum-too-high = é mais do que todos os que podem votar
flaw-amend-until = não cai antes de respond_by, que é necessário
flaw-contest-time = o prazo para impugnar é pelo menos um instante e 90 dias no máximo
flaw-sponsor-endorses = quem também apresenta uma proposta a apoia
flaw-many-heads = mais cabeças do que uma mensagem leva
flaw-log-order = não está na ordem dos registros, cada um uma vez
flaw-names-nothing = não nomeia nada
flaw-no-revision = falta: escreva o texto completo como fica agora, ou recuse uma emenda
flaw-accepted-without-text = falta: uma emenda é acolhida em um texto
flaw-accepted-and-declined = uma emenda é aceita e recusada ao mesmo tempo
flaw-before-start = deve cair depois do início
flaw-item-too-long = dura mais de uma semana
flaw-outside-summit = cai fora da cúpula
flaw-key-twice = também é de outro item
flaw-request-length = não dura nem um minuto, ou dura mais de uma semana
flaw-many-people = mais de 10000 de uma instituição
flaw-need-count = cada necessidade conta pelo menos uma pessoa e no máximo as que vêm
