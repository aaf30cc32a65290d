//! An installed `ffmpeg` as the decoder of last resort, samples through a pipe.

use std::io;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::bytes::fill;
use crate::error::Error;

const BLOCK_FRAMES: usize = 8192;

/// A running `ffmpeg`; ended when dropped.
pub(crate) struct Ffmpeg {
    child: Child,
    samples: ChildStdout,
    buffer: Vec<u8>,
    frame_bytes: usize,
    any: bool,
}

impl Ffmpeg {
    /// Starts decoding; `None` when there is no `ffmpeg` on the search path.
    ///
    /// The demuxer is named, so that a playlist dressed as a recording cannot make `ffmpeg` open other files.
    pub(crate) fn spawn(
        path: &Path,
        demuxer: &str,
        sample_rate: u32,
        channels: u16,
    ) -> Result<Option<Self>, Error> {
        let frame_bytes = usize::from(channels) * 2;
        let mut input = std::ffi::OsString::from("file:");
        input.push(path);
        let mut command = Command::new("ffmpeg");
        command
            .args([
                "-nostdin",
                "-v",
                "error",
                "-protocol_whitelist",
                "file",
                "-f",
                demuxer,
                "-i",
            ])
            .arg(input)
            .args(["-map", "0:a:0", "-f", "s16le", "-acodec", "pcm_s16le"])
            .args([
                "-ar",
                &sample_rate.to_string(),
                "-ac",
                &channels.to_string(),
            ])
            .args(["-protocol_whitelist", "pipe", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        no_console(&mut command);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::io(Path::new("ffmpeg"), e)),
        };
        let Some(samples) = child.stdout.take() else {
            return Ok(None);
        };
        Ok(Some(Self {
            child,
            samples,
            buffer: vec![0; BLOCK_FRAMES * frame_bytes],
            frame_bytes,
            any: false,
        }))
    }

    /// The next samples; [`Error::Damaged`] when `ffmpeg` could make nothing of the file.
    pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        let filled = fill(&mut self.samples, &mut self.buffer)?;
        let filled = filled - filled % self.frame_bytes;
        let (pairs, _) = self
            .buffer
            .get(..filled)
            .unwrap_or_default()
            .as_chunks::<2>();
        out.extend(pairs.iter().map(|s| i16::from_le_bytes(*s)));
        if !out.is_empty() {
            self.any = true;
            return Ok(true);
        }
        let status = self.child.wait()?;
        if !self.any && !status.success() {
            return Err(Error::damaged("ffmpeg found nothing to decode in it"));
        }
        Ok(false)
    }
}

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        // Both fail only when the process has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(windows)]
fn no_console(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn no_console(_command: &mut Command) {}
