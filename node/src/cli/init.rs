//! `init`: a home for an institution that is going to join. A few questions, keys, and a request
//! that shows possession of each of them. Whoever leaves before the end leaves nothing behind.

pub mod asking;
mod places;

use super::{
    args::{Common, Init, Key},
    backup_words,
    error::{CliError, Exit},
    key,
    output::{Output, Page},
    qr, roster, session,
    texts::{Shape, Sources},
    vocabulary,
    words::{Said, Words},
};
use cabildo_client::{
    key::{self as keys, KeyError, KeyFile, Passphrase},
    ledger::{Ledger, LedgerError},
};
use cabildo_node::{
    config::{Config, Role},
    driver::clock,
    home::{Home, HomeError, Paths},
    places::municipality,
};
use cabildo_protocol::{
    enrol::{Card, Labelled, Request, Signed, on_one_line},
    id::{InstitutionId, Language, Place},
    roster::{InstitutionKind, Quorum},
    text::Texts,
};
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
};
use zeroize::Zeroizing;

/// The file of the request in the home.
pub const REQUEST: &str = "request.txt";
/// Places that are offered at once.
const OFFERED: usize = 8;

/// Asks what is not said, makes the home, and shows the request.
///
/// # Errors
/// When something is there already, an answer is missing, or the reader leaves.
pub fn init(common: &Common, args: &Init, words: &Words, output: &mut Output) -> Result<Exit, CliError> {
    let root = session::root(common)?;
    let occupied = fs::read_dir(&root).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(HomeError::Occupied { path: root }.into());
    }
    let given = key::given(common)?;
    if asking::is_interactive() && !output.is_json() {
        output.prose(&words.text("cli-init-welcome"))?;
    }
    let answers = Answers::of(args, words, output)?;
    let made = Made::new(&answers)?;
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => new_passphrase(words, output)?,
    };
    if !args.skip_words && asking::is_interactive() {
        output.prose(&words.text("cli-init-words"))?;
        backup_words::prove(
            &made.institution,
            &Paths::new(&root).keys().join("institution.key"),
            words,
            output,
        )?;
    }
    let signed = made.request(&answers);
    let text = signed.to_text::<Request>();
    made.write(&root, args, &answers, &passphrase, &text)?;
    if let Some(path) = &args.request {
        roster::write_file(path, format!("{text}\n").as_bytes())?;
    }
    tell(&root, args, &answers, &signed, &text, words, output)?;
    Ok(Exit::Done)
}

/// What is shown at the end.
fn tell(
    root: &Path,
    args: &Init,
    answers: &Answers,
    signed: &Signed,
    text: &str,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let spoken = roster::read_aloud(&signed.fingerprint(), words);
    let file = args.request.clone().unwrap_or_else(|| Paths::new(root).root().join(REQUEST));
    if output.is_json() {
        return output.json(&json!({
            "schema": 1,
            "home": Paths::new(root).root(),
            "institution": answers.institution,
            "request": on_one_line(text),
            "request_file": file,
            "words": spoken,
        }));
    }
    let mut page = Page::default();
    let said = Said::new("cli-init-done").with("path", &root.display().to_string());
    page.prose(&words.say(&said.with("id", answers.institution.as_str())));
    page.gap();
    page.block(0, text);
    page.gap();
    output.page(&page)?;
    match qr::code(&on_one_line(text), output) {
        Some(code) => output.own(&format!("{code}\n"))?,
        None => output.note(&words.text("cli-init-no-qr")),
    }
    let mut page = Page::default();
    page.line(&words.say(&Said::new("cli-init-file").with("path", &file.display().to_string())));
    page.prose(&words.say(&Said::new("cli-roster-words").with("words", &spoken)));
    page.prose(&words.text("cli-init-next"));
    output.page(&page)
}

/// Who the institution says that it is.
struct Answers {
    kind: InstitutionKind,
    institution: InstitutionId,
    names: Texts,
    places: Vec<Place>,
    language: Language,
    device: String,
    node: String,
}

impl Answers {
    fn of(args: &Init, words: &Words, output: &mut Output) -> Result<Self, CliError> {
        let kind = match (args.institution_kind, &args.own_id) {
            (Some(kind), _) => kind,
            (None, Some(id)) if municipality(id.as_str()).is_some() => InstitutionKind::Municipality,
            _ => ask_kind(words, output)?,
        };
        let institution = match &args.own_id {
            Some(id) => id.clone(),
            None if kind == InstitutionKind::Municipality => ask_place(words, output)?,
            None => ask_id(words, output)?,
        };
        let listed = municipality(institution.as_str());
        let mut names =
            Sources::new(words.own().clone(), io::stdin()).texts("--name", Shape::Line, &args.name, &[])?;
        let country = institution.country().to_string();
        let language: Language = if matches!(country.as_str(), "mx" | "cl") {
            format!("es-{}", country.to_uppercase())
        } else {
            words.own().to_string()
        }
        .parse()
        .map_err(|_| Said::new("cli-bad-language").with("value", &country))?;
        if names.is_empty() {
            let name = match listed {
                Some(place) => place.name.clone(),
                None => needed(&Said::new("cli-init-ask-name"), words, output)?,
            };
            let spanish = language.as_str().split('-').next().and_then(|tag| tag.parse().ok());
            names = Texts::one(spanish.unwrap_or_else(|| words.own().clone()), name);
        }
        let places = match listed {
            Some(place) => vec![institution.as_str().parse(), place.subdivision.parse()],
            None => vec![country.to_uppercase().parse()],
        };
        let places = places.into_iter().filter_map(Result::ok).collect();
        let interactive = asking::is_interactive();
        let mut label =
            |given: &Option<String>, id: &'static str, usual: String| -> Result<String, CliError> {
                match given {
                    Some(label) => Ok(label.clone()),
                    None if interactive => {
                        let typed = asking::line(
                            &format!("{} ", words.say(&Said::new(id).with("usual", &usual))),
                            output,
                        )?;
                        Ok(if typed.is_empty() { usual } else { typed })
                    }
                    None => Ok(usual),
                }
            };
        let device = match kind {
            InstitutionKind::Relay => String::new(),
            _ => label(&args.device, "cli-init-ask-device", words.text("cli-init-device"))?,
        };
        let node = label(&args.node_label, "cli-init-ask-node", words.text("cli-init-node"))?;
        Ok(Self { kind, institution, names, places, language, device, node })
    }
}

/// An answer that must be there.
fn needed(question: &Said, words: &Words, output: &mut Output) -> Result<String, CliError> {
    if !asking::is_interactive() {
        return Err(Said::new("cli-init-missing").into());
    }
    loop {
        let typed = asking::line(&format!("{} ", words.say(question)), output)?;
        if !typed.is_empty() {
            return Ok(typed);
        }
    }
}

fn ask_kind(words: &Words, output: &mut Output) -> Result<InstitutionKind, CliError> {
    let list = &vocabulary::INSTITUTION;
    if asking::is_interactive() {
        for (n, word) in (1..).zip(list.words) {
            output.line(&format!("  {n:2}. {}", words.term(list.name, word)))?;
        }
    }
    loop {
        let typed = needed(&Said::new("cli-init-ask-kind"), words, output)?;
        let number = typed.parse::<usize>().ok().and_then(|n| list.words.get(n.checked_sub(1)?).copied());
        match number.or_else(|| list.find(&typed)) {
            Some(word) => return Ok(vocabulary::named(word)?),
            None => output.line(&words.say(&Said::new("cli-bad-word").with("value", &typed)))?,
        }
    }
}

/// A municipality, by some of its letters and then the number of its line.
fn ask_place(words: &Words, output: &mut Output) -> Result<InstitutionId, CliError> {
    let mut offered = Vec::new();
    loop {
        let question = if offered.is_empty() { "cli-init-ask-place" } else { "cli-init-ask-which" };
        let typed = needed(&Said::new(question), words, output)?;
        let chosen: Option<&&cabildo_node::places::Municipality> =
            typed.parse::<usize>().ok().and_then(|n| offered.get(n.checked_sub(1)?));
        if let Some(place) = chosen {
            return place
                .code
                .parse()
                .map_err(|_| Said::new("cli-bad-institution").with("value", &place.code).into());
        }
        offered = places::find(&typed, OFFERED);
        if offered.is_empty() {
            output.line(&words.say(&Said::new("cli-init-no-place").with("value", &typed)))?;
        }
        for (n, place) in (1..).zip(&offered) {
            output.line(&format!("  {n}. {} · {} · {}", place.name, place.subdivision, place.code))?;
        }
    }
}

fn ask_id(words: &Words, output: &mut Output) -> Result<InstitutionId, CliError> {
    loop {
        let typed = needed(&Said::new("cli-init-ask-id"), words, output)?;
        match typed.parse() {
            Ok(id) => return Ok(id),
            Err(_) => output.line(&words.say(&Said::new("cli-bad-institution").with("value", &typed)))?,
        }
    }
}

fn new_passphrase(words: &Words, output: &mut Output) -> Result<Passphrase, CliError> {
    if !asking::is_interactive() {
        return Err(Said::new("cli-init-no-passphrase").into());
    }
    loop {
        let typed: Zeroizing<String> = asking::hidden(&words.text("cli-words-passphrase"), output)?;
        if typed.is_empty() {
            output.line(&words.text("cli-words-passphrase-empty"))?;
        } else if typed == asking::hidden(&words.text("cli-words-passphrase-again"), output)? {
            return Ok(Passphrase::new(typed.to_string()));
        } else {
            output.line(&words.text("cli-words-passphrase-differs"))?;
        }
    }
}

/// The keys, in memory until everything is asked.
struct Made {
    institution: SigningKey,
    operator: Option<SigningKey>,
    encryption: Option<SigningKey>,
    node: SigningKey,
}

impl Made {
    fn new(answers: &Answers) -> Result<Self, KeyError> {
        let writes = answers.kind != InstitutionKind::Relay;
        Ok(Self {
            institution: keys::generate()?,
            operator: writes.then(keys::generate).transpose()?,
            encryption: writes.then(keys::generate).transpose()?,
            node: keys::generate()?,
        })
    }

    fn request(&self, answers: &Answers) -> Signed {
        let device = self.operator.as_ref();
        let request = Request {
            schema: Request::SCHEMA,
            institution: answers.institution.clone(),
            kind: answers.kind,
            names: answers.names.clone(),
            places: answers.places.clone(),
            time_zone: None,
            language: answers.language.clone(),
            keys: Quorum::new([roster::public(&self.institution)], 1),
            device: device.map(|key| Labelled { key: roster::public(key), label: answers.device.clone() }),
            node: Labelled { key: roster::public(&self.node), label: answers.node.clone() },
            made: clock(),
        };
        let all: Vec<&SigningKey> = [&self.institution, &self.node].into_iter().chain(device).collect();
        Signed::new(&request, &all)
    }

    /// Writes the home beside its place and moves it there, whole.
    fn write(
        &self,
        root: &Path,
        args: &Init,
        answers: &Answers,
        passphrase: &Passphrase,
        request: &str,
    ) -> Result<(), CliError> {
        let root = std::path::absolute(root).map_err(CliError::System)?;
        let parent = root.parent().unwrap_or(Path::new("/"));
        DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(CliError::System)?;
        let unfinished = tempfile::Builder::new()
            .prefix(".cabildo-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(CliError::System)?;
        let config = config(args, answers);
        let paths = Home::create(unfinished.path(), &config)?;
        // A node starts without anybody there: its key has no passphrase, and speaks for nobody.
        KeyFile::create(&paths.node_key(), &self.node, None)?;
        let institution = paths.keys().join("institution.key");
        KeyFile::create(&institution, &self.institution, Some(passphrase))?;
        begin(&institution)?;
        if let Some(operator) = &self.operator {
            let path = paths.operator_key(&config);
            KeyFile::create(&path, operator, Some(passphrase))?;
            begin(&path)?;
        }
        if let Some(encryption) = &self.encryption {
            KeyFile::create(&paths.keys().join("encryption.key"), encryption, Some(passphrase))?;
        }
        roster::write_file(&paths.root().join(REQUEST), format!("{request}\n").as_bytes())?;
        let moved = fs::rename(unfinished.path(), &root);
        moved.map_err(CliError::System)?;
        // It has moved away: nothing is left to delete.
        let _ = unfinished.keep();
        fs::File::open(parent).and_then(|folder| folder.sync_all()).map_err(CliError::System)
    }
}

fn begin(path: &Path) -> Result<(), CliError> {
    Ledger::begin(path).map_err(|error: LedgerError| CliError::Governor(error.into()))
}

fn config(args: &Init, answers: &Answers) -> Config {
    let mut config = Config::default();
    config.node.institution = Some(answers.institution.clone());
    if answers.kind == InstitutionKind::Relay {
        config.node.role = Role::Relay;
    }
    if !args.listen.is_empty() {
        config.network.listen.clone_from(&args.listen);
    }
    config.network.external.clone_from(&args.external);
    config.operator.language = Some(answers.language.clone());
    config
}

/// `key new`: a key on an operator's own machine, and a card by which the institution lists it.
///
/// # Errors
/// When there is a key already, or nobody says for whom the new one is.
pub fn new_key(common: &Common, args: &Key, words: &Words, output: &mut Output) -> Result<(), CliError> {
    let home = session::home(common).ok();
    let for_node = args.offered.for_node;
    let path = match (&args.out, &home) {
        (Some(path), _) => path.clone(),
        (None, Some((paths, _))) if for_node => paths.node_key(),
        (None, None) if for_node => session::root(common)?.join("node.key"),
        (None, Some((paths, config))) => paths.operator_key(config),
        (None, None) => session::root(common)?.join(Config::default().operator.key),
    };
    if path.exists() {
        return Err(KeyError::Exists { path }.into());
    }
    let own = home.and_then(|(_, config)| config.node.institution);
    let institution = args.offered.key_institution.clone().or(own);
    let institution = institution.ok_or_else(|| Said::new("cli-key-for-whom"))?;
    let usual = if for_node { "cli-init-node" } else { "cli-init-device" };
    let label = args.offered.key_label.clone().unwrap_or_else(|| words.text(usual));
    // A node starts without anybody there who could open its key.
    let passphrase = match key::given(common)? {
        _ if for_node => None,
        Some(passphrase) => Some(passphrase),
        None => Some(new_passphrase(words, output)?),
    };
    let key = keys::generate()?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(CliError::System)?;
    }
    KeyFile::create(&path, &key, passphrase.as_ref())?;
    if !for_node {
        begin(&path)?;
    }
    let card = Card {
        schema: Card::SCHEMA,
        institution,
        key: Labelled { key: roster::public(&key), label },
        made: clock(),
    };
    let signed = Signed::new(&card, &[&key]);
    let text = signed.to_text::<Card>();
    let spoken = roster::read_aloud(&signed.fingerprint(), words);
    let file = path.with_extension("card");
    roster::write_file(&file, format!("{text}\n").as_bytes())?;
    if output.is_json() {
        return output.json(&json!({ "schema": 1, "path": path, "card_file": file, "key": card.key.key, "card": on_one_line(&text), "words": spoken }));
    }
    let mut page = Page::default();
    let said = Said::new("cli-key-made").with("path", &path.display().to_string());
    page.prose(&words.say(&said.with("key", &card.key.key.to_string())));
    page.gap();
    page.block(0, &text);
    page.gap();
    page.line(&words.say(&Said::new("cli-init-file").with("path", &file.display().to_string())));
    page.prose(&words.say(&Said::new("cli-roster-words").with("words", &spoken)));
    page.prose(&words.text("cli-key-next"));
    output.page(&page)
}
