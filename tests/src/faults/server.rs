//! The binary `rupn`, serving: started, killed, started again.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use api::app::Settings;
use secrecy::ExposeSecret;

/// A process that serves; it ends with this value.
pub struct Server {
    process: Child,
    /// Its address.
    pub address: String,
    /// How long it took to be ready.
    pub ready_in: Duration,
}

impl Server {
    /// Starts a binary and waits until it can serve. `around` is the command line that runs it, empty for none.
    pub async fn start(binary: &str, around: &[String], settings: &Settings) -> Self {
        let begun = Instant::now();
        let mut words = around.iter().map(String::as_str).chain([binary, "serve", "--listen", "127.0.0.1:0"]);
        let mut command = Command::new(words.next().expect("a binary"));
        command.args(words).args(["--database-url", settings.url().expose_secret(), "--data"]).arg(&settings.data);
        // That the disk fails is no news to these stories; everything else is.
        command.env("RUPN_LOG", "warn,kernel::refusal=off");
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let mut server = Self { process, address: String::new(), ready_in: Duration::ZERO };
        server.address = line.trim().strip_prefix("rupn serves at ").unwrap_or_else(|| panic!("{command:?} did not start: {line}")).to_owned();
        let ready = reqwest::get(format!("{}/readyz", server.address)).await.expect("an answer");
        assert_eq!(ready.status(), 200);
        server.ready_in = begun.elapsed();
        server
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// SIGKILL; returns when the process is gone.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().expect("a process of ours");
        self.process.wait().expect("a process of ours");
    }
}
