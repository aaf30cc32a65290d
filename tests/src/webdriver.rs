//! A small client of the W3C `WebDriver` protocol, as far as these tests need it (<https://www.w3.org/TR/webdriver2/>).

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::failure::{Failure, Outcome};

/// The key under which an element reference travels (`WebDriver`, 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// No command of the driver takes longer than this; a session on a missing display would wait for ever.
const LIMIT: Duration = Duration::from_secs(40);

/// An element of the page, known to the driver.
#[derive(Clone, Debug)]
pub struct Element(String);

/// A driver that can start sessions.
pub struct Driver {
    http: reqwest::Client,
    runtime: Runtime,
    base: String,
}

impl Driver {
    /// A client for the driver on this port.
    pub fn new(port: u16) -> Outcome<Self> {
        // An error only says that another test of this process was first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(LIMIT)
            .build()
            .map_err(|error| Failure::because("cannot make an HTTP client", error))?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::because("cannot start a runtime", error))?;
        Ok(Self {
            http,
            runtime,
            base: format!("http://127.0.0.1:{port}"),
        })
    }

    /// Whether the driver answers and can take a session.
    pub fn ready(&self) -> Outcome<bool> {
        let status = self.send(Method::GET, "/status", None)?;
        Ok(status["ready"].as_bool().unwrap_or(false))
    }

    /// Starts the program and opens a session with its window.
    pub fn open(self, binary: &Path, arguments: &[&str]) -> Outcome<Session> {
        let answer = self.send(
            Method::POST,
            "/session",
            Some(json!({"capabilities": {"alwaysMatch": {
                "webkitgtk:browserOptions": {"binary": binary, "args": arguments},
            }}})),
        )?;
        let id = answer["sessionId"]
            .as_str()
            .ok_or_else(|| Failure::new(format!("no session in {answer}")))?
            .to_owned();
        Ok(Session { driver: self, id })
    }

    fn send(&self, method: Method, path: &str, body: Option<Value>) -> Outcome<Value> {
        let what = format!("{method} {path}");
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer: Value = self
            .runtime
            .block_on(async { request.send().await?.json().await })
            .map_err(|error| Failure::because(&what, error))?;
        let value = answer["value"].clone();
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(Failure::because(
                what,
                format!("{error}: {}", value["message"]),
            )),
            None => Ok(value),
        }
    }
}

/// A session with one window.
pub struct Session {
    driver: Driver,
    id: String,
}

impl Session {
    fn command(&self, method: Method, path: &str, body: Option<Value>) -> Outcome<Value> {
        self.driver
            .send(method, &format!("/session/{}{path}", self.id), body)
    }

    fn post(&self, path: &str, body: Value) -> Outcome<Value> {
        self.command(Method::POST, path, Some(body))
    }

    /// Ends the session, and with it the program.
    pub fn close(&self) -> Outcome<()> {
        self.command(Method::DELETE, "", None).map(drop)
    }

    /// Goes to an address.
    pub fn go_to(&self, address: &str) -> Outcome<()> {
        self.post("/url", json!({"url": address})).map(drop)
    }

    /// Every element that the CSS selector matches now.
    pub fn find_all(&self, selector: &str) -> Outcome<Vec<Element>> {
        let found = self.post(
            "/elements",
            json!({"using": "css selector", "value": selector}),
        )?;
        Ok(found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(element)
            .collect())
    }

    /// Runs the body of a JavaScript function in the page and returns what it returns.
    pub fn execute(&self, body: &str, arguments: Value) -> Outcome<Value> {
        self.post("/execute/sync", json!({"script": body, "args": arguments}))
    }

    /// As [`Session::execute`], for a body that hands its answer to the last of its arguments.
    pub fn execute_async(&self, body: &str, arguments: Value) -> Outcome<Value> {
        self.post("/execute/async", json!({"script": body, "args": arguments}))
    }

    /// As [`Session::execute`], for a body that returns an element or nothing.
    pub fn find_by_script(&self, body: &str, arguments: Value) -> Outcome<Option<Element>> {
        self.execute(body, arguments).map(|found| element(&found))
    }

    /// Clicks in the middle of an element, as a person would: it must be in view and not covered.
    pub fn click(&self, target: &Element) -> Outcome<()> {
        self.post(&format!("/element/{}/click", target.0), json!({}))
            .map(drop)
    }

    /// Types text into an element. Keys without a character have code points of their own (`WebDriver`, 17.4.2).
    pub fn type_text(&self, target: &Element, text: &str) -> Outcome<()> {
        self.post(
            &format!("/element/{}/value", target.0),
            json!({"text": text}),
        )
        .map(drop)
    }

    /// Presses keys wherever the focus is, as a person without a mouse does. A modifier (`WebDriver`, 17.4.2) holds until
    /// `\u{E000}` or the end of the text.
    pub fn press(&self, keys: &str) -> Outcome<()> {
        let focused = self.command(Method::GET, "/element/active", None)?;
        let focused = element(&focused).ok_or_else(|| Failure::new("nothing has the focus"))?;
        self.type_text(&focused, keys)
    }

    /// The text of an element, hidden parts included: what the driver itself calls text leaves out too much.
    pub fn text_content(&self, target: &Element) -> Outcome<String> {
        let text = self.execute(
            "return arguments[0].textContent",
            json!([reference(target)]),
        )?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute, or `None` when the element has none of this name.
    pub fn attribute(&self, target: &Element, name: &str) -> Outcome<Option<String>> {
        let value = self.command(
            Method::GET,
            &format!("/element/{}/attribute/{name}", target.0),
            None,
        )?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The window as a PNG, in base64.
    pub fn screenshot(&self) -> Outcome<String> {
        // WebKit waits for the next frame, and a page in which nothing moves has none.
        self.execute(include_str!("keep_painting.js"), json!([]))?;
        let image = self.command(Method::GET, "/screenshot", None);
        self.execute(
            "document.getElementById('keep-painting')?.remove()",
            json!([]),
        )?;
        image?
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new("the driver sent no image"))
    }
}

/// An element as an argument of a script.
pub fn reference(target: &Element) -> Value {
    json!({ELEMENT: target.0})
}

/// The element that a value of a script's answer is.
pub fn element(value: &Value) -> Option<Element> {
    value[ELEMENT].as_str().map(|id| Element(id.to_owned()))
}
