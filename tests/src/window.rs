//! The real app in its window, started and driven by a test.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::programs::program;
use crate::sandbox::Sandbox;
use crate::wait::{wait_for, wait_until};
use crate::webdriver::{Driver, Element, Session, reference};

/// How long something visible may take. Generous: the machine may be busy with other tests.
pub const SOON: Duration = Duration::from_secs(20);

/// The script behind [`Window::by_role`].
const BY_ROLE: &str = include_str!("by_role.js");

/// What the window's own closing does once nothing keeps it open.
const CLOSE: &str = "window.__TAURI_INTERNALS__.invoke('plugin:window|close', { label: 'main' })";

/// Whether nothing is on its way to its place or colour.
const IS_STILL: &str =
    "return !document.getAnimations().some((moving) => moving instanceof CSSTransition)";

/// The script of axe-core, as the tests of the page have it.
const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../ui/node_modules/axe-core/axe.min.js"
);

/// The app under test. It and its driver end when this is dropped.
pub struct Window {
    session: Session,
    // Dropped after the session: closes the driver and whatever the app left running.
    group: ProcessGroup,
}

impl Window {
    /// Starts the app in the sandbox and waits for its page.
    pub fn open(sandbox: &Sandbox, arguments: &[&str]) -> Outcome<Self> {
        Self::start(sandbox, &program("tapedeck")?, arguments)
    }

    /// Opens a file in WebKit's own browser: no app around it, and nothing that the app would add.
    pub fn browse(sandbox: &Sandbox, file: &Path) -> Outcome<Self> {
        let lib = Path::new("/usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
        let browser = lib.join("webkit2gtk-4.1/MiniBrowser");
        let window = Self::start(sandbox, &browser, &["--automation"])?;
        window
            .session
            .go_to(&format!("file://{}", file.display()))?;
        Ok(window)
    }

    /// Starts this program, which shows its page in WebKit, and waits for the page.
    pub fn start(sandbox: &Sandbox, binary: &Path, arguments: &[&str]) -> Outcome<Self> {
        if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
            return Err(Failure::new(
                "there is no display to show the window on; `cargo xtask test` brings one",
            ));
        }
        let port = free_port()?;
        let log = sandbox.logs().join("webdriver.log");
        let group = ProcessGroup::start(sandbox, port, &log)?;
        let driver = Driver::new(port)?;
        wait_until("the start of WebKitWebDriver", SOON, || driver.ready())?;
        let session = driver.open(binary, arguments).map_err(|failure| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            Failure::because(failure, format!("the app and its driver said:\n{said}"))
        })?;
        let window = Self { session, group };
        wait_until("a loaded page", SOON, || {
            let state = window
                .session
                .execute("return document.readyState", json!([]))?;
            Ok(state == "complete")
        })?;
        Ok(window)
    }

    /// The process group of the driver, the app and the web processes.
    pub fn group(&self) -> u32 {
        self.group.0.id()
    }

    /// The session, for what this type has no word for.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The first element that the selector matches, as soon as there is one.
    pub fn find(&self, selector: &str) -> Outcome<Element> {
        wait_for(&format!("an element {selector}"), SOON, || {
            Ok(self.session.find_all(selector)?.into_iter().next())
        })
    }

    /// The element with this `data-testid`, as soon as there is one.
    pub fn by_test_id(&self, id: &str) -> Outcome<Element> {
        self.find(&test_id(id))
    }

    /// The first element in view with this role whose accessible name contains `name`, as soon as there is one.
    pub fn by_role(&self, role: &str, name: &str) -> Outcome<Element> {
        wait_for(&format!("{role} \"{name}\""), SOON, || {
            self.session.find_by_script(BY_ROLE, json!([role, name]))
        })
    }

    /// Clicks an element once it can be clicked: in view and covered by nothing.
    pub fn click(&self, target: &Element) -> Outcome<()> {
        wait_until("a click", SOON, || {
            self.session.click(target).map(|()| true)
        })
    }

    /// Clicks the element with this `data-testid`, as soon as it can be clicked.
    pub fn click_test_id(&self, id: &str) -> Outcome<()> {
        self.click_on(&test_id(id))
    }

    /// Clicks the first element that the selector matches, as soon as it can be clicked; looked for again where it is drawn anew.
    pub fn click_on(&self, selector: &str) -> Outcome<()> {
        wait_until(&format!("a click on {selector}"), SOON, || {
            let found = self.session.find_all(selector)?;
            found.first().map_or(Ok(false), |target| {
                self.session.click(target).map(|()| true)
            })
        })
    }

    /// Clicks the element of this role and name, as soon as it can be clicked.
    pub fn click_role(&self, role: &str, name: &str) -> Outcome<()> {
        wait_until(&format!("a click on {role} \"{name}\""), SOON, || {
            let found = self.session.find_by_script(BY_ROLE, json!([role, name]))?;
            found.map_or(Ok(false), |target| {
                self.session.click(&target).map(|()| true)
            })
        })
    }

    /// The text of the element with this `data-testid`.
    pub fn text_of(&self, id: &str) -> Outcome<String> {
        let target = self.by_test_id(id)?;
        self.session.text_content(&target)
    }

    /// Whether an element with this `data-testid` is on the page now.
    pub fn has(&self, id: &str) -> Outcome<bool> {
        let found = self.session.find_all(&test_id(id))?;
        Ok(!found.is_empty())
    }

    /// Whether what has the focus matches the selector.
    pub fn has_focus(&self, selector: &str) -> Outcome<bool> {
        let script = "return document.activeElement?.matches(arguments[0]) ?? false";
        let found = self.session.execute(script, json!([selector]))?;
        Ok(found == true)
    }

    /// Types into an element, after what it holds.
    pub fn type_into(&self, target: &Element, text: &str) -> Outcome<()> {
        self.session.type_text(target, text)
    }

    /// Brings an element into view.
    pub fn scroll_to(&self, target: &Element) -> Outcome<()> {
        let script = "arguments[0].scrollIntoView({block: 'center'})";
        self.session
            .execute(script, json!([reference(target)]))
            .map(drop)
    }

    /// Keeps a picture where one is wanted, and holds the page against the accessibility rules: one line for each broken
    /// rule, with the name of the picture.
    pub fn look_at(&self, name: &str) -> Outcome<Vec<String>> {
        wait_until("an end of what moves", SOON, || {
            let still = self.session.execute(IS_STILL, json!([]))?;
            Ok(still == true)
        })?;
        self.picture(name)?;
        let axe = fs::read_to_string(AXE).map_err(|error| Failure::because(AXE, error))?;
        self.session.execute(&axe, json!([]))?;
        let answer = self
            .session
            .execute_async(include_str!("axe.js"), json!([]))?;
        if let Some(error) = answer["error"].as_str() {
            return Err(Failure::because("axe-core", error));
        }
        let faults = answer["faults"].as_array().into_iter().flatten();
        Ok(faults
            .filter_map(Value::as_str)
            .map(|fault| format!("{name}: {fault}"))
            .collect())
    }

    /// Closes the window as a person does, and waits for the end of the app.
    pub fn close(self) -> Outcome<()> {
        // The app may be gone before it could answer.
        let _ = self.session.execute(CLOSE, json!([]));
        wait_until("the end of the app", SOON, || {
            Ok(self.session.execute("return 1", json!([])).is_err())
        })
    }

    /// Keeps a picture of the window in the folder that `TAPEDECK_SCREENSHOTS` names; without it, does nothing.
    pub fn picture(&self, name: &str) -> Outcome<()> {
        let Some(folder) = std::env::var_os("TAPEDECK_SCREENSHOTS").map(PathBuf::from) else {
            return Ok(());
        };
        let image = decode_base64(&self.session.screenshot()?)?;
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(format!("{name}.png")), image))
            .map_err(|error| Failure::because("cannot keep a picture", error))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The app may be gone already, which is what is wanted.
        let _ = self.session.close();
    }
}

/// `WebKitWebDriver`, the app that it starts, and the web processes that the app starts.
struct ProcessGroup(Child);

impl ProcessGroup {
    fn start(sandbox: &Sandbox, port: u16, log: &Path) -> Outcome<Self> {
        let output =
            File::create(log).map_err(|error| Failure::because("cannot make a log", error))?;
        let errors = output
            .try_clone()
            .map_err(|error| Failure::because("cannot make a log", error))?;
        let mut command = Command::new("WebKitWebDriver");
        sandbox
            .furnish(&mut command)
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            // The app outlives its driver at times; a group can be ended as a whole.
            .process_group(0)
            .spawn()
            .map(Self)
            .map_err(|error| {
                Failure::because(
                    "cannot start WebKitWebDriver (Debian: webkit2gtk-driver)",
                    error,
                )
            })
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        // The standard library can end a process but not a group; every shell can.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -s KILL -- -{}", self.0.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}

/// The CSS selector of a `data-testid`.
fn test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// A port that is free now. The driver has no way to choose one itself and say which.
fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::because("cannot find a free port", error))
}

/// The bytes of standard base64 (RFC 4648, section 4).
fn decode_base64(text: &str) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for character in text.trim_end_matches('=').bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => return Err(Failure::new(format!("byte {other} is not base64"))),
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::decode_base64;

    #[test]
    fn base64_of_the_rfc() {
        assert_eq!(decode_base64("Zm9vYmFy").unwrap(), b"foobar");
        assert_eq!(decode_base64("Zm9vYg==").unwrap(), b"foob");
        assert_eq!(decode_base64("").unwrap(), b"");
        assert!(
            decode_base64("Zm9v!").is_err(),
            "an exclamation mark is not in the alphabet"
        );
    }
}
