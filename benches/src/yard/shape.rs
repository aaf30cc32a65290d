//! Links that are slower than the loopback.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::Instant,
};

use crate::Result;

/// Our end of a network of its own.
pub(super) const NEAR: &str = "10.213.77.1";
const FAR: &str = "10.213.77.2";
const SPACE: &str = "tapedeck-bench";
const ENDS: [&str; 2] = ["tdbench0", "tdbench1"];

/// What shapes a link for as long as it lives.
pub(super) enum Shape {
    #[expect(dead_code, reason = "it works by being there")]
    Late(Late),
    #[expect(dead_code, reason = "it works by being there")]
    Network(Network),
}

/// A proxy through which every byte takes half a round trip.
pub(super) struct Late {
    pub(super) port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Late {
    /// Before a port of this machine.
    pub(super) fn start(to: u16, round_trip: Duration) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let port = listener.local_addr()?.port();
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(async move {
                    // The way of the first packet and of its answer.
                    tokio::time::sleep(round_trip).await;
                    let Ok(far) = TcpStream::connect(("127.0.0.1", to)).await else {
                        return;
                    };
                    // Else each end waits for the other's acknowledgement, which on loopback comes 40 ms late.
                    if near.set_nodelay(true).and(far.set_nodelay(true)).is_err() {
                        return;
                    }
                    let (near_read, near_write) = near.into_split();
                    let (far_read, far_write) = far.into_split();
                    tokio::spawn(carry(near_read, far_write, round_trip / 2));
                    carry(far_read, near_write, round_trip / 2).await;
                });
            }
        });
        Ok(Self {
            port,
            _runtime: runtime,
        })
    }
}

/// Carries bytes one way, each so much later, however many are on the way.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin + Send + 'static,
    delay: Duration,
) {
    let (on_the_way, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(256);
    let delivery = tokio::spawn(async move {
        while let Some((at, bytes)) = arriving.recv().await {
            tokio::time::sleep_until(at).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        // The other side may have gone first.
        drop(to.shutdown().await);
    });
    let mut block = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut block).await {
        let bytes = block[..read].to_vec();
        if on_the_way
            .send((Instant::now() + delay, bytes))
            .await
            .is_err()
        {
            break;
        }
    }
    drop(on_the_way);
    // Nothing is lost with it.
    drop(delivery.await);
}

/// A network of its own behind a link with a cap.
pub(super) struct Network {
    pub(super) far: &'static str,
}

impl Network {
    pub(super) fn make(megabits: u32) -> Result<Self> {
        // What an earlier run left.
        drop(run(&["netns", "del", SPACE]));
        run(&["netns", "add", SPACE])?;
        let network = Self { far: FAR };
        run(&[
            "link", "add", ENDS[0], "type", "veth", "peer", "name", ENDS[1], "netns", SPACE,
        ])?;
        run(&["addr", "add", &format!("{NEAR}/30"), "dev", ENDS[0]])?;
        run(&["link", "set", ENDS[0], "up"])?;
        for line in [
            format!("ip addr add {FAR}/30 dev {}", ENDS[1]),
            format!("ip link set {} up", ENDS[1]),
            "ip link set lo up".to_owned(),
            format!(
                "tc qdisc add dev {} root tbf rate {megabits}mbit burst 512kb latency 100ms",
                ENDS[1]
            ),
        ] {
            let mut words = line.split(' ');
            let mut command = Self::inside(words.next().unwrap_or_default());
            succeed(command.args(words))?;
        }
        Ok(network)
    }

    /// A program that lives in it.
    pub(super) fn inside(program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", SPACE, program]);
        command
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The two ends go with it.
        drop(run(&["netns", "del", SPACE]));
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    succeed(Command::new("ip").args(arguments))
}

fn succeed(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("a network of its own cannot be had (it needs root on Linux): {said}").into())
}
