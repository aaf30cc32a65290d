//! Rows for programs, shown on a terminal instead.

use std::io::{self, IsTerminal, Write};

use super::printable;

/// Standard output as it is, or a screen: there, control characters of foreign data must not pass, not even in CSV.
pub(crate) fn data_out() -> Box<dyn Write + Send> {
    let out = io::stdout();
    if out.is_terminal() {
        Box::new(Screen::new(out))
    } else {
        Box::new(out)
    }
}

/// Passes on whole lines, each made [`printable`].
struct Screen<W> {
    out: W,
    /// The beginning of a line whose end is still to come.
    begun: Vec<u8>,
}

impl<W: Write> Screen<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            begun: Vec::new(),
        }
    }

    fn show(&mut self, bytes: usize) -> io::Result<()> {
        let whole: Vec<u8> = self.begun.drain(..bytes).collect();
        let text = String::from_utf8_lossy(&whole);
        self.out.write_all(printable(&text).as_bytes())
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        if let Some(end) = self.begun.iter().rposition(|byte| *byte == b'\n') {
            self.show(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.show(self.begun.len())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_data_cannot_drive_the_terminal_wherever_it_is_cut() {
        let text = "id,name\n1,Ann\u{1b}[2J\u{9b}31m 日本\n2,no end";
        for cut in 1..text.len() {
            let mut screen = Screen::new(Vec::new());
            for piece in text.as_bytes().chunks(cut) {
                screen.write_all(piece).unwrap();
            }
            screen.flush().unwrap();
            assert_eq!(
                String::from_utf8(screen.out).unwrap(),
                "id,name\n1,Ann\u{fffd}[2J\u{fffd}31m 日本\n2,no end",
                "in pieces of {cut}"
            );
        }
    }
}
