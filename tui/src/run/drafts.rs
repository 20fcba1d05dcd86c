//! Drafts on disk: one small file each, replaced whole, readable by nobody else.
//!
//! A draft is read again with the same suspicion as anything else: what cannot be read is left
//! where it is and does not stop the program.

use super::News;
use crate::{
    model::compose::{DRAFT_SCHEMA, Draft, DraftKey},
    update::Event,
};
use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
    time::Instant,
};

/// The largest draft that is read: more than all texts that a form takes, escaped.
const BYTES_MAX: u64 = 1024 * 1024;
/// Drafts read at the start.
const FILES_MAX: usize = 256;
/// How long typing may go on before it is written, milliseconds.
const SOON_MS: u64 = 300;

/// The folder of the drafts.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// In a folder that is made when the first draft is kept.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// All drafts that can be read.
    #[must_use]
    pub fn read(&self) -> Vec<Draft> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let drafts = paths.filter(|path| path.extension().is_some_and(|e| e == "json"));
        drafts.take(FILES_MAX).filter_map(|path| read(&path)).collect()
    }

    /// Keeps a draft: written beside, made durable, then put in the place of the one before.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn keep(&self, draft: &Draft) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let path = self.path(draft.key);
        let beside = path.with_extension("tmp");
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(draft)?)?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(&self.folder)?.sync_all()
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// When it is there and cannot be deleted.
    pub fn forget(&self, key: DraftKey) -> io::Result<()> {
        match fs::remove_file(self.path(key)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    fn path(&self, key: DraftKey) -> PathBuf {
        self.folder.join(format!("{}-{}.json", key.thread, key.act.name()))
    }
}

/// Keeps drafts behind the loop, shortly after they changed, the last state of each only.
#[derive(Debug)]
pub struct Keeper {
    jobs: UnboundedSender<Job>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
enum Job {
    Keep(Box<Draft>),
    Forget(DraftKey),
    Flush,
}

impl Keeper {
    /// Starts it; it tells of what could not be kept.
    pub fn start(drafts: Drafts, news: mpsc::Sender<News>) -> Self {
        // One job a key press, and each draft waits once: the queue cannot grow by itself.
        let (jobs, queue) = mpsc::unbounded_channel();
        Self { jobs, task: tokio::spawn(work(Arc::new(drafts), queue, news)) }
    }

    /// Keeps a draft soon.
    pub fn keep(&self, draft: Draft) {
        let _ = self.jobs.send(Job::Keep(Box::new(draft)));
    }

    /// Deletes a draft.
    pub fn forget(&self, key: DraftKey) {
        let _ = self.jobs.send(Job::Forget(key));
    }

    /// Keeps now what waits.
    pub fn flush(&self) {
        let _ = self.jobs.send(Job::Flush);
    }

    /// Keeps what waits, and ends.
    pub async fn stop(self) {
        drop(self.jobs);
        let _ = self.task.await;
    }
}

async fn work(drafts: Arc<Drafts>, mut queue: UnboundedReceiver<Job>, news: mpsc::Sender<News>) {
    let mut waiting: BTreeMap<DraftKey, Draft> = BTreeMap::new();
    let mut due = Instant::now();
    loop {
        let job = tokio::select! {
            job = queue.recv() => job,
            () = tokio::time::sleep_until(due), if !waiting.is_empty() => Some(Job::Flush),
        };
        let ended = job.is_none();
        match job {
            Some(Job::Keep(draft)) => {
                if waiting.is_empty() {
                    due = Instant::now() + Duration::from_millis(SOON_MS);
                }
                waiting.insert(draft.key, *draft);
            }
            Some(Job::Forget(key)) => {
                waiting.remove(&key);
                on_disk(&drafts, &news, move |drafts| drafts.forget(key)).await;
            }
            Some(Job::Flush) | None => {
                for draft in std::mem::take(&mut waiting).into_values() {
                    on_disk(&drafts, &news, move |drafts| drafts.keep(&draft)).await;
                }
            }
        }
        if ended {
            return;
        }
    }
}

async fn on_disk(
    drafts: &Arc<Drafts>,
    news: &mpsc::Sender<News>,
    job: impl FnOnce(&Drafts) -> io::Result<()> + Send + 'static,
) {
    let drafts = Arc::clone(drafts);
    let result = tokio::task::spawn_blocking(move || job(&drafts)).await;
    let error = match result {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    // Where nobody reads any more there is nobody to tell.
    let _ = news.try_send(News::event(Event::DraftFailed(error)));
}

fn read(path: &Path) -> Option<Draft> {
    let mut text = String::new();
    File::open(path).ok()?.take(BYTES_MAX).read_to_string(&mut text).ok()?;
    let draft: Draft = serde_json::from_str(&text).ok()?;
    (draft.schema == DRAFT_SCHEMA).then_some(draft)
}
