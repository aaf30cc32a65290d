//! A little proxy of each kind. Every name leads to one port of this computer, as in a network of its own.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Http,
    Socks,
}

/// What a proxy does with those who come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Open,
    /// Lets in only who has this user and password.
    SignIn(&'static str, &'static str),
    /// Leads nowhere.
    Closed,
    /// Takes connections and says nothing.
    Silent,
}

pub(crate) struct ProxyDouble {
    pub(crate) address: SocketAddr,
    kind: Kind,
    targets: Arc<Mutex<Vec<String>>>,
    visits: Arc<Mutex<usize>>,
}

struct House {
    kind: Kind,
    manner: Manner,
    behind: u16,
    targets: Arc<Mutex<Vec<String>>>,
}

impl ProxyDouble {
    /// Whatever is asked for, `behind` answers.
    pub(crate) async fn start(kind: Kind, manner: Manner, behind: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let targets = Arc::new(Mutex::new(Vec::new()));
        let visits = Arc::new(Mutex::new(0));
        let house = Arc::new(House {
            kind,
            manner,
            behind,
            targets: Arc::clone(&targets),
        });
        let count = Arc::clone(&visits);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                let house = Arc::clone(&house);
                // A client that goes away in the middle is no failure of the test.
                tokio::spawn(async move { house.serve(client).await.ok() });
            }
        });
        Self {
            address,
            kind,
            targets,
            visits,
        }
    }

    /// As a person would type it, with `user:password@` or without.
    pub(crate) fn url(&self, sign_in: &str) -> String {
        let scheme = match self.kind {
            Kind::Http => "http",
            Kind::Socks => "socks5h",
        };
        format!("{scheme}://{sign_in}{}", self.address)
    }

    /// The names that were asked for.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }

    pub(crate) fn visits(&self) -> usize {
        *self.visits.lock().unwrap()
    }
}

impl House {
    async fn serve(&self, client: TcpStream) -> std::io::Result<()> {
        match (self.manner, self.kind) {
            (Manner::Silent, _) => {
                let mut client = client;
                client.read_to_end(&mut Vec::new()).await.map(drop)
            }
            (_, Kind::Http) => self.http(client).await,
            (_, Kind::Socks) => self.socks(client).await,
        }
    }

    async fn http(&self, mut client: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(client.read_u8().await?);
        }
        let text = String::from_utf8_lossy(&head).into_owned();
        let expected = match self.manner {
            Manner::SignIn(user, password) => {
                let pair = format!("{user}:{password}");
                Some(base64::engine::general_purpose::STANDARD.encode(pair))
            }
            _ => None,
        };
        let given = text.lines().find_map(|line| {
            line.to_ascii_lowercase()
                .starts_with("proxy-authorization: basic ")
                .then(|| line[27..].trim().to_owned())
        });
        if expected.is_some() && given != expected {
            let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return client.write_all(refusal).await;
        }
        if self.manner == Manner::Closed {
            let refusal =
                b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return client.write_all(refusal).await;
        }
        let mut words = text.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        self.targets.lock().unwrap().push(target.to_owned());
        let mut server = TcpStream::connect(("127.0.0.1", self.behind)).await?;
        if method == "CONNECT" {
            client
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await?;
        } else {
            server.write_all(&head).await?;
        }
        tokio::io::copy_bidirectional(&mut client, &mut server)
            .await
            .map(drop)
    }

    async fn socks(&self, mut client: TcpStream) -> std::io::Result<()> {
        let mut greeting = [0; 2];
        client.read_exact(&mut greeting).await?;
        let mut methods = vec![0; usize::from(greeting[1])];
        client.read_exact(&mut methods).await?;
        let wanted = if matches!(self.manner, Manner::SignIn(..)) {
            2
        } else {
            0
        };
        if !methods.contains(&wanted) {
            return client.write_all(&[5, 0xff]).await;
        }
        client.write_all(&[5, wanted]).await?;
        if let Manner::SignIn(user, password) = self.manner {
            client.read_u8().await?;
            let given = [read_text(&mut client).await?, read_text(&mut client).await?];
            let right = given == [user, password];
            client.write_all(&[1, u8::from(!right)]).await?;
            if !right {
                return Ok(());
            }
        }
        let mut request = [0; 4];
        client.read_exact(&mut request).await?;
        let host = match request[3] {
            3 => read_text(&mut client).await?,
            _ => std::net::Ipv4Addr::from(client.read_u32().await?).to_string(),
        };
        let port = client.read_u16().await?;
        if self.manner == Manner::Closed {
            return client.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).await;
        }
        self.targets.lock().unwrap().push(format!("{host}:{port}"));
        let mut server = TcpStream::connect(("127.0.0.1", self.behind)).await?;
        client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        tokio::io::copy_bidirectional(&mut client, &mut server)
            .await
            .map(drop)
    }
}

async fn read_text(client: &mut TcpStream) -> std::io::Result<String> {
    let mut text = vec![0; usize::from(client.read_u8().await?)];
    client.read_exact(&mut text).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
