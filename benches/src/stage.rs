//! What a scenario plays on: its size, a scratch folder, our programs, and a demo PBX in a process of its own.

use std::{
    cell::Cell,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use demo_pbx::FaultPlan;
use portsip::{Client, ClientOptions, Credentials, Secret, SignIn};
use tempfile::TempDir;

use crate::Result;

/// The word by which this program becomes one side of a scenario, so that it can be measured like any other program.
pub(crate) const PART: &str = "__part";

/// How large a run is and where it may write.
pub(crate) struct Stage {
    pub(crate) pairs: usize,
    percent: u32,
    scratch: TempDir,
    runs: Cell<u32>,
}

impl Stage {
    pub(crate) fn set(options: &[String]) -> Result<Self> {
        let mut stage = Self {
            pairs: 5,
            percent: 100,
            scratch: TempDir::new()?,
            runs: Cell::new(0),
        };
        let mut options = options.iter();
        while let Some(option) = options.next() {
            let value = options
                .next()
                .ok_or_else(|| format!("{option} needs a number"))?;
            match option.as_str() {
                "--pairs" => stage.pairs = value.parse()?,
                "--size" => stage.percent = value.parse()?,
                other => return Err(format!("there is no option `{other}`").into()),
            }
        }
        Ok(stage)
    }

    /// The full number, or the part of it that was asked for.
    pub(crate) fn sized(&self, full: u32) -> u32 {
        (u64::from(full) * u64::from(self.percent) / 100).max(1) as u32
    }

    /// Whether figures of this run stand for less than the scenario.
    pub(crate) fn is_small(&self) -> bool {
        self.percent < 100 || self.pairs < 5
    }

    /// An empty folder of that name, whatever was in it.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.scratch.path().join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// An empty folder that no run has had. What a run made is emptied with [`use_up`], not deleted.
    pub(crate) fn fresh(&self, name: &str) -> Result<PathBuf> {
        let number = self.runs.replace(self.runs.get() + 1);
        self.folder(&format!("{name}-{number}"))
    }

    /// A path in the scratch folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }
}

/// Gives the room of a folder's files back but leaves the files: for minutes after a deletion ext4 searches long for the
/// inode of every new file, which would be counted as the next side's.
pub(crate) fn use_up(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            use_up(&path)?;
        } else {
            std::fs::File::create(&path)?;
        }
    }
    Ok(())
}

/// One of our programs: `cargo xtask bench` builds them all into one folder.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let path = own.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("{} is not built; use `cargo xtask bench`", path.display()).into())
    }
}

/// This program as one side of a scenario.
pub(crate) fn part(name: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(PART).arg(name).args(arguments);
    Ok(command)
}

/// Runs asynchronous work to its end.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    // Installed already when this is the second call: all the same.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(work)
}

/// A demo PBX in a process of its own, so that what it costs is not counted as ours. It ends with this value.
pub(crate) struct Pbx {
    child: Child,
    pub(crate) url: String,
    /// Kept open: it would stumble over a closed one.
    _said: BufReader<ChildStdout>,
}

impl Pbx {
    /// Starts the program with these arguments besides the port.
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(program("demo-pbx")?)
            .args(["--port", "0", "--faults"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().ok_or("the demo PBX has no output")?);
        let url = said
            .by_ref()
            .lines()
            .map_while(std::result::Result::ok)
            .find_map(|line| Some(line.strip_prefix("Demo PBX: ")?.trim().to_owned()))
            .ok_or("the demo PBX did not start")?;
        Ok(Self {
            child,
            url,
            _said: said,
        })
    }

    /// Switches faults.
    pub(crate) fn faults(&self, plan: &FaultPlan) -> Result<()> {
        let url = format!("{}/__demo/faults", self.url);
        block_on(async {
            let sent = reqwest::Client::new().post(url).json(plan).send();
            Ok(sent.await?.error_for_status().map(drop)?)
        })
    }
}

impl Drop for Pbx {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A client that is signed in to a demo PBX as one who sees the whole tenant.
pub(crate) async fn signed_in(url: &str) -> Result<Client> {
    let client = Client::new(ClientOptions::new(url.parse()?))?;
    let credentials = Credentials {
        user: USER.to_owned(),
        domain: Some(demo_pbx::company::DOMAIN.to_owned()),
        password: Secret::from(demo_pbx::PASSWORD),
    };
    match client.sign_in(&credentials).await? {
        SignIn::Done => Ok(client),
        SignIn::CodeNeeded(_) => Err("the demo PBX asks for a code".into()),
    }
}

/// A bearer token for programs that know nothing else of signing in.
pub(crate) async fn token(url: &str) -> Result<String> {
    let login = serde_json::json!({
        "username": USER, "password": demo_pbx::PASSWORD, "domain": demo_pbx::company::DOMAIN,
    });
    let sent = reqwest::Client::new()
        .post(format!("{url}/api/auth/sign_in"))
        .json(&login)
        .send();
    let granted: serde_json::Value = serde_json::from_slice(&sent.await?.bytes().await?)?;
    let token = granted["access_token"].as_str();
    Ok(token.ok_or("the demo PBX gave no token")?.to_owned())
}

/// `tapedeck-cli` signed in to a demo PBX, with its data in `data`.
pub(crate) fn cli(url: &str, data: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(program("tapedeck-cli")?);
    command
        .args(arguments)
        .env("TAPEDECK_SERVER", url)
        .env("TAPEDECK_DOMAIN", demo_pbx::company::DOMAIN)
        .env("TAPEDECK_USER", USER)
        .env("TAPEDECK_PASSWORD", demo_pbx::PASSWORD)
        .env("TAPEDECK_DATA_DIR", data);
    Ok(command)
}

/// Who sees the whole tenant.
pub(crate) const USER: &str = "qa.lead";
