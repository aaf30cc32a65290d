//! Sockets: listening, connections that can be reset or all cut at once, and stopping.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub ip: IpAddr,
    reset: Arc<AtomicBool>,
}

impl Peer {
    /// The connection will end with a reset instead of a proper close.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

/// A stream with or without TLS.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {
    /// The socket beneath.
    fn socket(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

/// One connection.
pub(crate) struct Line {
    wire: Box<dyn Wire>,
    peer: Peer,
    gone: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Line {
    fn cut(&mut self, context: &mut Context<'_>) -> bool {
        self.gone.as_mut().poll(context).is_ready()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.peer.reset.load(Ordering::Relaxed)
            && let Err(error) = self.wire.socket().set_zero_linger()
        {
            tracing::debug!(%error, "the connection closes instead of resetting");
        }
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the PBX went away")
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.cut(context) {
            return Poll::Ready(Err(broken()));
        }
        Pin::new(&mut self.wire).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut(context) {
            return Poll::Ready(Err(broken()));
        }
        Pin::new(&mut self.wire).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.peer.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(())); // a proper close before the reset would hide it
        }
        Pin::new(&mut self.wire).poll_shutdown(context)
    }
}

/// Makes a stream of an accepted socket; the TLS handshake happens here.
pub(crate) type Wrap = Arc<
    dyn Fn(TcpStream) -> Pin<Box<dyn Future<Output = io::Result<Box<dyn Wire>>> + Send>>
        + Send
        + Sync,
>;

/// No TLS.
pub(crate) fn plain() -> Wrap {
    Arc::new(|socket| Box::pin(async move { Ok(Box::new(socket) as Box<dyn Wire>) }))
}

/// Where accepted connections come out, for `axum::serve`.
pub(crate) struct Door {
    lines: mpsc::Receiver<Line>,
    address: SocketAddr,
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.lines.recv().await {
            Some(line) => (line, self.address),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().peer.clone()
    }
}

/// Binds a port of 127.0.0.1.
pub(crate) async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves a listener until `gone` is cancelled, which also cuts every connection.
pub(crate) fn serve(
    listener: TcpListener,
    router: Router,
    wrap: Wrap,
    gone: CancellationToken,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (sender, lines) = mpsc::channel(64);
    tokio::spawn(accept(listener, wrap, sender, gone.clone()));
    let door = Door { lines, address };
    tokio::spawn(async move {
        let served = axum::serve(door, router.into_make_service_with_connect_info::<Peer>());
        tokio::select! {
            () = gone.cancelled() => {}
            ended = served.into_future() => if let Err(error) = ended {
                tracing::warn!(%error, "the demo PBX stopped serving");
            },
        }
    });
    Ok(())
}

async fn accept(
    listener: TcpListener,
    wrap: Wrap,
    lines: mpsc::Sender<Line>,
    gone: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            () = gone.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let (socket, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::debug!(%error, "a connection was not accepted");
                tokio::task::yield_now().await;
                continue;
            }
        };
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "small answers may be slow");
        }
        let (wrap, lines, gone) = (Arc::clone(&wrap), lines.clone(), gone.clone());
        tokio::spawn(async move {
            let wire = tokio::select! {
                () = gone.cancelled() => return,
                wire = wrap(socket) => wire,
            };
            match wire {
                Ok(wire) => {
                    let peer = Peer {
                        ip: from.ip(),
                        reset: Arc::default(),
                    };
                    let line = Line {
                        wire,
                        peer,
                        gone: Box::pin(gone.cancelled_owned()),
                    };
                    // No receiver: the PBX is stopping.
                    drop(lines.send(line).await);
                }
                Err(error) => tracing::debug!(%error, "a TLS handshake failed"),
            }
        });
    }
}
