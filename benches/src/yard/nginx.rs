//! nginx over TLS: files by itself, everything else from the office behind it.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::shape::{Late, Network, Shape};
use crate::{Result, peers};

/// The way between nginx and its clients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Link {
    /// The loopback as it is.
    Loopback,
    /// An answer comes so much later than it was asked for.
    RoundTrip(Duration),
    /// So many megabits a second, in a network of its own: needs root on Linux.
    Capped(u32),
    /// Every file takes so long, and there is 429 beyond so many at once.
    Throttled(Duration, u32),
}

/// A running nginx.
pub(crate) struct Nginx {
    child: Child,
    stop: Command,
    pub(crate) url: String,
    /// SHA-256 of its certificate, for a pin.
    pub(crate) fingerprint: String,
    folder: PathBuf,
    _shape: Option<Shape>,
}

/// What a throttled nginx answered since its log was last emptied.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answers {
    /// From five seconds after the first request on.
    pub(crate) late: u32,
    /// Of these, so many 429.
    pub(crate) late_refused: u32,
}

impl Nginx {
    /// Serves `files` below `/api/blobs`, and everything else from the office at that address.
    pub(crate) fn start(folder: &Path, files: &Path, office: &str, link: Link) -> Result<Self> {
        for (program, package, word) in [
            ("nginx", "nginx-light", "-v"),
            ("openssl", "openssl", "version"),
        ] {
            if !peers::have(program, package, word) {
                return Err(format!("{program} cannot be had, and it is what serves").into());
            }
        }
        let fingerprint = certificate(folder)?;
        let port = free_port()?;
        let path = folder.join("nginx.conf");
        let throttled = matches!(link, Link::Throttled(..));
        fs::write(
            &path,
            configuration(
                folder,
                files,
                &Site {
                    office,
                    port,
                    throttled,
                },
            ),
        )?;
        let network = match link {
            Link::Capped(megabits) => Some(Network::make(megabits)?),
            Link::Loopback | Link::RoundTrip(_) | Link::Throttled(..) => None,
        };
        let nginx = || {
            let mut command = match &network {
                Some(_) => Network::inside("nginx"),
                None => Command::new("nginx"),
            };
            command
                .arg("-p")
                .arg(folder)
                .arg("-c")
                .arg(&path)
                .stderr(Stdio::null());
            command
        };
        let child = nginx().spawn()?;
        let mut stop = nginx();
        stop.args(["-s", "stop"]);
        let host = network.as_ref().map_or("127.0.0.1", |network| network.far);
        reachable(host, port)?;
        let (port, shape) = match (link, network) {
            (Link::RoundTrip(time), _) => {
                let late = Late::start(port, time)?;
                (late.port, Some(Shape::Late(late)))
            }
            (_, Some(network)) => (port, Some(Shape::Network(network))),
            _ => (port, None),
        };
        Ok(Self {
            child,
            stop,
            url: format!("https://{host}:{port}"),
            fingerprint,
            folder: folder.to_owned(),
            _shape: shape,
        })
    }
}

impl Nginx {
    /// Reads what was answered, and empties the log.
    pub(crate) fn answers(&self) -> Result<Answers> {
        let path = self.folder.join("access.log");
        let log = fs::read_to_string(&path)?;
        fs::OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(&path)?;
        let lines = || log.lines().filter_map(|line| line.split_once(' '));
        let time = |text: &str| text.parse::<f64>().unwrap_or(0.0);
        let first = lines()
            .map(|(at, _)| time(at))
            .fold(f64::INFINITY, f64::min);
        let mut answers = Answers::default();
        for (_, status) in lines().filter(|(at, _)| time(at) > first + 5.0) {
            answers.late += 1;
            answers.late_refused += u32::from(status == "429");
        }
        Ok(answers)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked first, so that its workers end too; it may have ended by itself.
        drop(self.stop.status());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn reachable(host: &str, port: u16) -> Result<()> {
    let begun = Instant::now();
    while TcpStream::connect((host, port)).is_err() {
        if begun.elapsed() > Duration::from_secs(10) {
            return Err("nginx did not start".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("0.0.0.0:0")?
        .local_addr()?
        .port())
}

/// A certificate of its own; the answer is its SHA-256.
fn certificate(folder: &Path) -> Result<String> {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args([
            "-days",
            "30",
            "-subj",
            "/CN=bench",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ])
        .args(["-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder)
        .output()?;
    if !made.status.success() {
        return Err("openssl made no certificate".into());
    }
    let told = Command::new("openssl")
        .args([
            "x509",
            "-in",
            "cert.pem",
            "-noout",
            "-fingerprint",
            "-sha256",
        ])
        .current_dir(folder)
        .output()?;
    let text = String::from_utf8(told.stdout)?;
    let (_, print) = text
        .trim()
        .split_once('=')
        .ok_or("openssl told no fingerprint")?;
    Ok(print.to_owned())
}

/// What differs between configurations.
struct Site<'a> {
    office: &'a str,
    port: u16,
    /// Whether the office hands out the files; then every request for one is logged.
    throttled: bool,
}

fn configuration(folder: &Path, files: &Path, site: &Site<'_>) -> String {
    let (folder, files) = (folder.display(), files.display());
    let Site {
        office,
        port,
        throttled,
    } = site;
    let blobs = if *throttled {
        format!("proxy_pass http://office; access_log {folder}/access.log brief;")
    } else {
        format!("alias {files}/; autoindex on;")
    };
    format!(
        "daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log crit; user root;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\n\
           log_format brief '$msec $status';\n\
           access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; keepalive_timeout 600s;\n\
           types {{ audio/wav wav; }}\n\
           client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};\n\
           uwsgi_temp_path {folder}; scgi_temp_path {folder};\n\
           upstream office {{ server {office}; keepalive 64; }}\n\
           server {{\n\
             listen {port} ssl backlog=4096; ssl_certificate cert.pem; ssl_certificate_key key.pem;\n\
             server_name yard; ssl_protocols TLSv1.3;\n\
             proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
             location /api/blobs/ {{ {blobs} }}\n\
             location / {{ proxy_pass http://office; }}\n\
           }}\n\
         }}\n"
    )
}
