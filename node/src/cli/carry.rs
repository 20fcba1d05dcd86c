//! `export` and `import`: messages in a file, where there is no network.

use super::{
    args::{Common, Export, Import},
    error::{CliError, Exit},
    output::{Output, Page},
    session::Session,
    times::When,
    words::{Said, Words},
};
use cabildo_client::api::{Imported, NotTaken, SCHEMA};
use cabildo_protocol::{
    carry::{self, About, Flaw, Parser, Record, Tag},
    cbor,
    id::{Hash, Millis},
    roster::Scope,
};
use futures::StreamExt as _;
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// Bytes of a part that the node is given at once: what is urgent elsewhere need not wait long.
const PART: usize = 1024 * 1024;
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// What an export holds.
#[derive(Debug, Default)]
struct Held {
    messages: u64,
    /// Whole ones.
    files: u64,
    /// Chunks that are still to come of the last one.
    missing: usize,
    rosters: u64,
    proofs: u64,
    bytes: u64,
}

impl Held {
    fn add(&mut self, record: &Record) {
        match record.tag {
            Some(Tag::Message) => self.messages += 1,
            Some(Tag::File) => {
                let file = cbor::decode::<carry::File>(&record.payload);
                self.missing = file.map_or(0, |file| file.manifest.len() / size_of::<Hash>());
            }
            Some(Tag::Chunk) => {
                self.files += u64::from(self.missing == 1);
                self.missing = self.missing.saturating_sub(1);
            }
            Some(Tag::Roster) => self.rosters += 1,
            Some(Tag::Proof) => self.proofs += 1,
            _ => {}
        }
    }
}

/// `export FILE`: what the node has, or what was written since an instant.
pub async fn export(
    common: &Common,
    args: &Export,
    words: &Words,
    output: &mut Output,
) -> Result<(), CliError> {
    let session = Session::open(common, words).await?;
    let since = match &args.since {
        None => None,
        Some(When::After(ms)) => Some(Millis(session.status.now.0.saturating_sub(*ms))),
        Some(when) => Some(when.resolve(session.status.now, &session.scene().zone)?),
    };
    let path = &args.carried_file;
    if !args.force && path.exists() {
        return Err(unwritable(path, &io::ErrorKind::AlreadyExists.into()));
    }
    let mut file = Part::create(path).map_err(|error| unwritable(path, &error))?;
    let mut pieces = session.api.export(since, !args.without_files).await?;
    let (mut parser, mut held) = (Parser::default(), Held::default());
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        parser.feed(&piece);
        // It is read as whoever gets the stick will read it: a file that is cut is never left there.
        while let Some(record) = parser.next_record().map_err(|flaw| flawed(path, &flaw))? {
            held.add(&record);
        }
        file.write(&piece).map_err(|error| unwritable(path, &error))?;
    }
    parser.finish(false).map_err(|flaw| flawed(path, &flaw))?;
    held.bytes = parser.at();
    file.finish(args.force).map_err(|error| unwritable(path, &error))?;
    if output.is_json() {
        return output
            .json(&json!({ "schema": SCHEMA, "file": path, "since": since, "messages": held.messages,
            "files": held.files, "rosters": held.rosters, "proofs": held.proofs, "bytes": held.bytes }));
    }
    let mut page = Page::default();
    let said = Said::new("cli-export-written").with("path", &path.display().to_string());
    page.line(&words.say(&said.number("messages", held.messages).number("kib", held.bytes.div_ceil(1024))));
    if held.files > 0 {
        page.line(&words.say(&Said::new("cli-export-files").number("n", held.files)));
    }
    if let Some(since) = since {
        page.line(&words.say(&Said::new("cli-export-since").with("when", &session.reader().at(since))));
    }
    page.line(&words.text("cli-export-remove"));
    output.page(&page)
}

/// Puts a whole file where it belongs, or nothing.
///
/// # Errors
/// When there is one already, or it cannot be written.
pub fn put(path: &Path, bytes: &[u8], force: bool) -> Result<(), CliError> {
    if !force && path.exists() {
        return Err(unwritable(path, &io::ErrorKind::AlreadyExists.into()));
    }
    let done = Part::create(path).and_then(|mut file| file.write(bytes).and_then(|()| file.finish(force)));
    done.map_err(|error| unwritable(path, &error))
}

/// A file under a passing name, which gets its own when all of it is on the stick.
pub struct Part {
    file: File,
    part: PathBuf,
    path: PathBuf,
    done: bool,
}

impl Part {
    /// Begins one for this path.
    ///
    /// # Errors
    /// What the system refused.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let file = File::create(&part)?;
        Ok(Self { file, part, path: path.to_owned(), done: false })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// What the system refused.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Sticks are pulled out: it is not done before it is there.
    ///
    /// # Errors
    /// When there is a file already and it is not to be replaced, or what the system refused.
    pub fn finish(mut self, force: bool) -> io::Result<()> {
        self.file.sync_all()?;
        if force {
            fs::rename(&self.part, &self.path)?;
        } else {
            // Another may have come meanwhile. Not every stick's file system has links.
            match fs::hard_link(&self.part, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
                Ok(()) => fs::remove_file(&self.part)?,
                Err(_) => fs::rename(&self.part, &self.path)?,
            }
        }
        self.done = true;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // Some file systems of sticks do not sync folders; the file itself is there.
        let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            // It may be gone already, with its stick.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// `import FILE`: what is good of it, up to where it ends, and what became of it.
pub async fn import(
    common: &Common,
    args: &Import,
    words: &Words,
    output: &mut Output,
) -> Result<Exit, CliError> {
    let session = Session::open(common, words).await?;
    let path = &args.carried_file;
    let mut import =
        Importing { session: &session, part: Vec::new(), about: None, file: Vec::new(), sum: Sum::default() };
    let flaw = import.file(path).await?;
    let Importing { about, sum, .. } = import;
    // Where not even its beginning is good, it has been said.
    let Some(about) = about else { return Err(flawed(path, &Flaw::Foreign)) };
    if output.is_json() {
        let (cut, damaged) = match &flaw {
            Some(Flaw::Cut { at }) => (Some(*at), None),
            Some(Flaw::Damaged { at }) => (None, Some(*at)),
            _ => (None, None),
        };
        output.json(&json!({ "schema": SCHEMA, "file": path, "made": about.made, "node": about.node,
            "since": about.since, "messages": sum.all.messages, "bodies": sum.all.bodies,
            "known": sum.all.known, "rosters": sum.rosters.iter().collect::<Vec<_>>(),
            "proofs": sum.all.proofs, "receipts": sum.all.receipts, "files": sum.all.files, "refused": sum.refused.values().collect::<Vec<_>>(),
            "cut_at": cut, "damaged_at": damaged }))?;
    } else {
        output.page(&sum.page(&session, path, &about, flaw.as_ref()))?;
    }
    Ok(if flaw.is_some() { Exit::Failed } else { Exit::Done })
}

/// An import under way.
struct Importing<'a> {
    session: &'a Session<'a>,
    part: Vec<u8>,
    about: Option<About>,
    /// The record of the file whose chunks come, with which each part of them begins.
    file: Vec<u8>,
    sum: Sum,
}

impl Importing<'_> {
    /// Gives the node all that is good of a file; says how it ends where that is not its end.
    async fn file(&mut self, path: &Path) -> Result<Option<Flaw>, CliError> {
        let unreadable = |error: io::Error| {
            let said = Said::new("cli-import-unreadable").with("path", &path.display().to_string());
            CliError::Failed(said.with("why", &error.to_string()))
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let (mut parser, mut piece) = (Parser::default(), vec![0; PIECE]);
        let flaw = loop {
            match parser.next_record() {
                Ok(Some(record)) => self.record(record).await?,
                Ok(None) => {
                    // A stick that is pulled out is a file that is cut.
                    let read = match file.read(&mut piece) {
                        Ok(read) => read,
                        Err(error) if parser.records() == 0 => return Err(unreadable(error)),
                        Err(_) => 0,
                    };
                    if read == 0 {
                        break parser.finish(false).err();
                    }
                    parser.feed(piece.get(..read).unwrap_or_default());
                }
                Err(flaw) => break Some(flaw),
            }
        };
        if self.about.is_none() {
            return Err(flawed(path, &flaw.unwrap_or(Flaw::Foreign)));
        }
        self.send().await?;
        Ok(flaw)
    }

    async fn record(&mut self, record: Record) -> Result<(), CliError> {
        match record.tag {
            Some(Tag::About) => self.about = cbor::decode(&record.payload).ok(),
            Some(Tag::End) => {}
            Some(tag) => {
                let bytes = carry::record(tag, &record.payload);
                if self.part.len() + bytes.len() > PART {
                    self.send().await?;
                    if tag == Tag::Chunk {
                        self.part.extend_from_slice(&self.file);
                    }
                }
                if tag == Tag::File {
                    self.file.clone_from(&bytes);
                }
                self.part.extend(bytes);
            }
            None => self.sum.later += 1,
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), CliError> {
        let Some(about) = self.about.as_ref().filter(|_| !self.part.is_empty()) else { return Ok(()) };
        let about = carry::record(Tag::About, &cbor::encode(about));
        let part = [carry::MAGIC, &about, &std::mem::take(&mut self.part)].concat();
        self.sum.add(self.session.api.import(part).await?);
        Ok(())
    }
}

/// What became of all parts.
#[derive(Default)]
struct Sum {
    all: Imported,
    rosters: BTreeMap<Scope, u32>,
    refused: BTreeMap<String, NotTaken>,
    /// Records that a later release knows.
    later: u64,
}

impl Sum {
    fn add(&mut self, part: Imported) {
        self.all.messages += part.messages;
        self.all.bodies += part.bodies;
        self.all.known += part.known;
        self.all.proofs += part.proofs;
        self.all.receipts += part.receipts;
        self.all.files += part.files;
        self.rosters.extend(part.rosters);
        for refused in part.refused {
            match self.refused.get_mut(&refused.reason) {
                Some(known) => known.count += refused.count,
                None => drop(self.refused.insert(refused.reason.clone(), refused)),
            }
        }
    }

    fn page(&self, session: &Session<'_>, path: &Path, about: &About, flaw: Option<&Flaw>) -> Page {
        let (words, mut page) = (session.words, Page::default());
        let of = Said::new("cli-import-of").with("path", &path.display().to_string());
        page.line(&words.say(&of.with("when", &session.reader().at(about.made))));
        let said = Said::new("cli-import-taken").number("messages", self.all.messages);
        page.line(&words.say(&said.number("known", self.all.known)));
        let more = [
            ("cli-import-bodies", self.all.bodies),
            ("cli-import-rosters", self.rosters.len() as u64),
            ("cli-import-proofs", self.all.proofs),
            ("cli-import-receipts", self.all.receipts),
            ("cli-import-files", self.all.files),
            ("cli-import-later", self.later),
        ];
        for (id, n) in more.into_iter().filter(|(_, n)| *n > 0) {
            page.line(&words.say(&Said::new(id).number("n", n)));
        }
        for (reason, refused) in &self.refused {
            let why = match words.has("cli-import-why", reason) {
                true => words.term("cli-import-why", reason),
                false => reason.clone(),
            };
            let said = Said::new("cli-import-refused").number("n", refused.count).with("why", &why);
            page.line(&words.say(&said));
        }
        match flaw {
            Some(Flaw::Cut { at }) => page.line(&words.say(&Said::new("cli-import-cut").number("at", *at))),
            Some(Flaw::Damaged { at }) => {
                page.line(&words.say(&Said::new("cli-import-damaged").number("at", *at)));
            }
            _ => {}
        }
        page
    }
}

fn flawed(path: &Path, flaw: &Flaw) -> CliError {
    let said = match flaw {
        Flaw::Foreign => Said::new("cli-import-foreign"),
        Flaw::Newer => Said::new("cli-import-newer"),
        Flaw::Cut { at } => Said::new("cli-import-cut").number("at", *at),
        Flaw::Damaged { at } => Said::new("cli-import-damaged").number("at", *at),
    };
    CliError::Failed(said.with("path", &path.display().to_string()))
}

/// Why a file is not written.
pub fn unwritable(path: &Path, error: &io::Error) -> CliError {
    let shown = path.display().to_string();
    CliError::Failed(match error.kind() {
        io::ErrorKind::AlreadyExists => Said::new("cli-paper-exists").with("path", &shown),
        _ => Said::new("cli-paper-unwritable").with("path", &shown).with("why", &error.to_string()),
    })
}
