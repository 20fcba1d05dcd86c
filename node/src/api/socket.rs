//! The API's Unix socket: its folder, its modes, and what to do with one that is there already.

use super::ApiError;
use rustix::{
    io::Errno,
    net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with},
};
use std::{
    fs::{self, DirBuilder, File, Permissions},
    io::{self, Read as _},
    os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
};
use tokio::net::UnixListener;

/// Where the system lists its groups.
const GROUPS: &str = "/etc/group";
const GROUPS_MAX: u64 = 4 * 1024 * 1024;
/// The bit of folders like `/tmp`, which many share.
const STICKY: u32 = 0o1000;

/// A bound socket, and its file, to remove it only while it is still this one.
#[derive(Debug)]
pub struct Bound {
    pub listener: UnixListener,
    pub file: SocketFile,
}

/// The file of a socket that this process has bound.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    inode: (u64, u64),
}

impl SocketFile {
    /// Removes the file, unless another stands there by now.
    pub fn remove(&self) {
        let ours = fs::symlink_metadata(&self.path).is_ok_and(|m| (m.dev(), m.ino()) == self.inode);
        if ours && let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "the API's socket stays");
        }
    }
}

/// Binds the socket, private to the user or to the members of `group` (a name, a number, or empty).
///
/// The folder is closed before the socket is made and opened to the group after: nobody else can
/// connect in between.
pub fn bind(path: &Path, group: &str) -> Result<Bound, ApiError> {
    let gid = (!group.is_empty()).then(|| group_id(group)).transpose()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    close_folder(folder)?;
    make_way(path)?;
    let listener = UnixListener::bind(path).map_err(io_error(path))?;
    let made = fs::symlink_metadata(path).map_err(io_error(path))?;
    let file = SocketFile { path: path.to_owned(), inode: (made.dev(), made.ino()) };
    let opened = open_to(path, folder, gid, group);
    if opened.is_err() {
        file.remove();
    }
    opened.map(|()| Bound { listener, file })
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ApiError {
    let path = path.to_owned();
    move |source| ApiError::Io { path, source }
}

/// Makes the folder and closes it to everybody else. A folder of others, or one that many share,
/// is refused: its modes are not ours to change.
fn close_folder(folder: &Path) -> Result<(), ApiError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error(folder))?;
    let found = fs::metadata(folder).map_err(io_error(folder))?;
    let mode = found.permissions().mode();
    if found.uid() != rustix::process::geteuid().as_raw() || mode & STICKY != 0 {
        return Err(ApiError::SharedFolder { folder: folder.to_owned() });
    }
    if mode & 0o777 != 0o700 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(io_error(folder))?;
    }
    Ok(())
}

fn open_to(path: &Path, folder: &Path, gid: Option<u32>, group: &str) -> Result<(), ApiError> {
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode));
    let Some(gid) = gid else {
        return mode(path, 0o600).map_err(io_error(path));
    };
    for place in [path, folder] {
        chown(place, None, Some(gid)).map_err(|source| ApiError::GroupRefused {
            group: group.to_owned(),
            path: place.to_owned(),
            source,
        })?;
    }
    mode(path, 0o660).map_err(io_error(path))?;
    mode(folder, 0o750).map_err(io_error(folder))?;
    if let Some(above) = folder.parent()
        && fs::metadata(above).is_ok_and(|m| m.permissions().mode() & 0o011 == 0)
    {
        let (above, folder) = (above.display(), folder.display());
        tracing::warn!(%group, "the group cannot reach {folder}: let it pass with `chgrp {group} {above}` and `chmod 0710 {above}`");
    }
    Ok(())
}

/// Removes a socket that a killed process left behind. What is no socket, or answers, stays.
fn make_way(path: &Path) -> Result<(), ApiError> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(path)(error)),
    };
    if !found.file_type().is_socket() {
        return Err(ApiError::NotASocket { path: path.to_owned() });
    }
    match answers(path) {
        Ok(true) => Err(ApiError::InUse { path: path.to_owned() }),
        Ok(false) => fs::remove_file(path).map_err(io_error(path)),
        Err(error) => Err(io_error(path)(error.into())),
    }
}

/// Whether somebody listens on a socket. Does not wait, even for one whose queue is full.
fn answers(path: &Path) -> Result<bool, Errno> {
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    match connect(&socket, &SocketAddrUnix::new(path)?) {
        Ok(()) | Err(Errno::AGAIN) => Ok(true),
        Err(Errno::CONNREFUSED) => Ok(false),
        Err(error) => Err(error),
    }
}

fn group_id(group: &str) -> Result<u32, ApiError> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    let mut text = String::new();
    let groups = Path::new(GROUPS);
    let file = File::open(groups).map_err(io_error(groups))?;
    file.take(GROUPS_MAX).read_to_string(&mut text).map_err(io_error(groups))?;
    id_in(&text, group).ok_or_else(|| ApiError::NoGroup { group: group.to_owned() })
}

/// The number of a group in the text of `/etc/group`: `name:password:number:members`.
fn id_in(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::{UnixListener as StdListener, UnixStream};

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).expect("metadata").permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn folder_and_socket_are_private_to_the_user() {
        let base = tempfile::tempdir().expect("a folder");
        let path = base.path().join("run/deep/api.sock");
        let bound = bind(&path, "").expect("bound");
        assert_eq!((mode(&path), mode(&base.path().join("run/deep"))), (0o600, 0o700));
        bound.file.remove();
        assert!(!path.exists());
        fs::set_permissions(base.path().join("run/deep"), Permissions::from_mode(0o777)).expect("set");
        let _bound = bind(&path, "").expect("bound again");
        assert_eq!(mode(&base.path().join("run/deep")), 0o700, "an open folder is closed");
    }

    #[tokio::test]
    async fn a_group_may_be_let_in() {
        let base = tempfile::tempdir().expect("a folder");
        let path = base.path().join("run/api.sock");
        // Our own group, by its number: anything else needs rights that a test does not have.
        let group = rustix::process::getegid().as_raw();
        let _bound = bind(&path, &group.to_string()).expect("bound");
        assert_eq!((mode(&path), mode(&base.path().join("run"))), (0o660, 0o750));
        assert_eq!(fs::metadata(&path).expect("metadata").gid(), group);
        let said = bind(&base.path().join("x/api.sock"), "no-such-group").expect_err("refused").to_string();
        assert!(said.contains("«no-such-group»") && said.contains("[api] group"), "{said}");
        let groups = "root:x:0:\ncabildo:x:123:ana,luis\nbroken\n:::\ncabildos:x:9:\n";
        assert_eq!(id_in(groups, "cabildo"), Some(123));
        assert_eq!((id_in(groups, "broken"), id_in(groups, "cab"), id_in("", "")), (None, None, None));
    }

    #[tokio::test]
    async fn a_dead_socket_is_replaced_and_nothing_else() {
        let base = tempfile::tempdir().expect("a folder");
        let path = base.path().join("api.sock");
        drop(StdListener::bind(&path).expect("bound"));
        assert!(path.exists(), "what a killed process leaves");
        let bound = bind(&path, "").expect("a dead socket is replaced");
        UnixStream::connect(&path).expect("it answers");
        let said = bind(&path, "").expect_err("in use").to_string();
        assert!(said.contains("answers") && said.contains("api.sock"), "{said}");
        UnixStream::connect(&path).expect("it still answers");
        drop(bound);
        fs::remove_file(&path).expect("removed");

        fs::write(&path, "precious").expect("written");
        let said = bind(&path, "").expect_err("a file").to_string();
        assert!(said.contains("no socket"), "{said}");
        assert_eq!(fs::read(&path).expect("read"), b"precious");
        fs::remove_file(&path).expect("removed");
        let target = base.path().join("target");
        drop(StdListener::bind(&target).expect("bound"));
        std::os::unix::fs::symlink(&target, &path).expect("a link");
        assert!(matches!(bind(&path, ""), Err(ApiError::NotASocket { .. })), "a link is not followed");
        assert!(target.exists());
    }

    #[tokio::test]
    async fn a_shared_folder_is_left_alone() {
        let base = tempfile::tempdir().expect("a folder");
        let shared = base.path().join("tmp");
        fs::create_dir(&shared).expect("made");
        fs::set_permissions(&shared, Permissions::from_mode(0o1777)).expect("set");
        let said = bind(&shared.join("api.sock"), "").expect_err("refused").to_string();
        assert!(said.contains("shared") && said.contains("[api] socket"), "{said}");
        assert_eq!(mode(&shared), 0o777);
    }

    #[tokio::test]
    async fn another_socket_in_our_place_is_not_removed() {
        let base = tempfile::tempdir().expect("a folder");
        let path = base.path().join("api.sock");
        let first = bind(&path, "").expect("bound");
        fs::remove_file(&path).expect("removed by hand");
        let _second = StdListener::bind(&path).expect("bound by another");
        first.file.remove();
        assert!(path.exists());
    }
}
