//! Disks that fail under the embedded database, and are mended while the binary runs on them.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use api::app::Settings;
use secrecy::ExposeSecret;

use super::Server;

/// A disk with no room left.
#[derive(Clone, Copy, Debug)]
pub enum FullDisk {
    /// A file system of 8 MiB, mounted where only the binary sees it: a write says `ENOSPC`.
    Mounted,
    /// Files that may not grow, where nothing may be mounted: a write says `EFBIG`.
    Capped,
}

impl FullDisk {
    /// Every kind that is permitted here; the second is everywhere.
    pub fn kinds() -> Vec<Self> {
        let may_mount = runs(unshare(), &["mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        if may_mount { vec![Self::Capped, Self::Mounted] } else { vec![Self::Capped] }
    }

    /// The settings of a server on this disk, and the command line that runs it there.
    pub fn hold(&self, settings: &Settings) -> (Settings, Vec<String>) {
        let script = |script: &str| ["sh", "-c", script].map(str::to_owned).into_iter();
        match self {
            Self::Mounted => {
                let folder = file(settings).with_extension("disk");
                fs::create_dir_all(&folder).expect("a folder");
                let words = unshare().iter().map(|word| (*word).to_owned());
                let mount = "mount -t tmpfs -o size=8m tmpfs \"$0\" && cp \"$1\" \"$0/rupn.sqlite\" && shift && exec \"$@\"";
                let paths = [folder.clone(), file(settings)].map(|path| path.display().to_string());
                let url = format!("sqlite://{}", folder.join("rupn.sqlite").display());
                (Settings { database_url: Some(url.into()), ..settings.clone() }, words.chain(script(mount)).chain(paths).collect())
            }
            // The signal that comes with EFBIG would end the process.
            Self::Capped => (settings.clone(), script("trap '' XFSZ; exec \"$@\"").chain(["sh".to_owned()]).collect()),
        }
    }

    /// Leaves no room.
    pub fn fill(&self, server: &Server, settings: &Settings) {
        match self {
            Self::Mounted => {
                let mut filler = File::create(self.seen(server, settings).with_file_name("filler")).expect("a file");
                let full = std::iter::repeat_with(|| filler.write_all(&[0; 4096])).find_map(Result::err).expect("the disk is full in the end");
                assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
            }
            Self::Capped => {
                let log = fs::metadata(format!("{}-wal", file(settings).display())).expect("a log").len();
                cap(server, &log.to_string());
            }
        }
    }

    /// Makes room again.
    pub fn free(&self, server: &Server, settings: &Settings) {
        match self {
            Self::Mounted => fs::remove_file(self.seen(server, settings).with_file_name("filler")).expect("the filler"),
            Self::Capped => cap(server, "unlimited"),
        }
    }

    /// Address of a copy of the database, as it lies on the disk.
    pub fn copy(&self, server: &Server, settings: &Settings, to: &Path) -> String {
        let from = self.seen(server, settings);
        for end in ["", "-wal"] {
            fs::copy(format!("{}{end}", from.display()), format!("{}{end}", to.display())).expect("room for a copy");
        }
        format!("sqlite://{}", to.display())
    }

    /// The database's file, as this process sees it.
    fn seen(&self, server: &Server, settings: &Settings) -> PathBuf {
        match self {
            Self::Mounted => PathBuf::from(format!("/proc/{}/root{}", server.id(), file(settings).display())),
            Self::Capped => file(settings),
        }
    }
}

/// A name space of mounts of its own; of users too, where this user may not mount.
fn unshare() -> &'static [&'static str] {
    if runs(&["unshare", "-m"], &["true"]) { &["unshare", "-m"] } else { &["unshare", "-rm"] }
}

fn runs(around: &[&str], command: &[&str]) -> bool {
    let words = around.iter().chain(command).skip(1);
    Command::new(around[0]).args(words).stderr(Stdio::null()).status().is_ok_and(|ended| ended.success())
}

fn cap(server: &Server, bytes: &str) {
    let set = Command::new("prlimit").args([format!("--pid={}", server.id()), format!("--fsize={bytes}:")]).status().expect("prlimit of util-linux");
    assert!(set.success());
}

/// The file of an embedded database.
pub fn file(settings: &Settings) -> PathBuf {
    PathBuf::from(settings.url().expose_secret().trim_start_matches("sqlite://").trim_end_matches("?mode=rwc"))
}

/// A disk whose calls fail now and then; it is well again with the end of this value.
pub struct BrokenDisk(Child);

impl BrokenDisk {
    /// Lets calls on the files of the database fail: `fault` is what strace injects, such as `write:error=EIO:when=1+3`.
    pub fn new(server: &Server, settings: &Settings, faults: &[String]) -> Self {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-q", "-o", "/dev/null", "-p", &server.id().to_string(), "-e", "trace=desc"]);
        for end in ["", "-wal"] {
            strace.args(["-P", &format!("{}{end}", file(settings).display())]);
        }
        for fault in faults {
            strace.args(["-e", &format!("inject={fault}")]);
        }
        Self(strace.spawn().expect("the Debian package strace: scripts/test installs it"))
    }
}

impl Drop for BrokenDisk {
    fn drop(&mut self) {
        // It lets go of the process at SIGINT; killed, it would leave a call half done.
        let told = Command::new("sh").args(["-c", &format!("kill -INT {}", self.0.id())]).status().expect("a shell");
        assert!(told.success());
        self.0.wait().expect("a process of ours");
    }
}
