//! `cargo xtask icons`: every size of the icon, drawn from its two SVG files with `rsvg-convert`.
//!
//! Up to 32 pixels the simpler drawing is used: fine lines turn to grey there.

use std::fs;

use crate::command::{Failure, command, exists, read_bytes, root};

const LARGE: &str = "icons/tapedeck.svg";
const SMALL: &str = "icons/tapedeck-small.svg";

/// File name and edge in pixels.
const PNG: &[(&str, u32)] = &[
    ("32x32.png", 32),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
    ("StoreLogo.png", 50),
    ("Square30x30Logo.png", 30),
    ("Square44x44Logo.png", 44),
    ("Square71x71Logo.png", 71),
    ("Square89x89Logo.png", 89),
    ("Square107x107Logo.png", 107),
    ("Square142x142Logo.png", 142),
    ("Square150x150Logo.png", 150),
    ("Square284x284Logo.png", 284),
    ("Square310x310Logo.png", 310),
];

/// Windows: one file with every size the shell asks for. The first is the one shown by `tauri dev`.
const ICO: &[u32] = &[32, 16, 24, 48, 64, 256];

/// macOS: type code and edge; every entry is a PNG.
const ICNS: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"icp5", 32),
    (b"icp6", 64),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

/// Draws all files anew.
pub(crate) fn icons() -> Result<(), Failure> {
    if !exists("rsvg-convert", "--version") {
        return Err(Failure::new(
            "drawing needs rsvg-convert (Debian: librsvg2-bin; macOS: brew install librsvg)",
        ));
    }
    for (name, edge) in PNG {
        write(name, &draw(*edge)?)?;
    }
    write("icon.ico", &ico()?)?;
    write("icon.icns", &icns()?)
}

fn write(name: &str, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(root().join("icons").join(name), bytes)
        .map_err(|error| Failure::new(format!("cannot write icons/{name}: {error}")))
}

fn draw(edge: u32) -> Result<Vec<u8>, Failure> {
    let source = if edge <= 32 { SMALL } else { LARGE };
    let edge = edge.to_string();
    read_bytes(&mut command(
        "rsvg-convert",
        &["--width", &edge, "--height", &edge, source],
    ))
}

/// An ICO file: a directory, then the PNG of each size.
fn ico() -> Result<Vec<u8>, Failure> {
    let images: Vec<(u32, Vec<u8>)> = ICO
        .iter()
        .map(|edge| Ok((*edge, draw(*edge)?)))
        .collect::<Result<_, Failure>>()?;
    let mut file = Vec::new();
    file.extend([0, 0, 1, 0]);
    file.extend((images.len() as u16).to_le_bytes());
    let mut offset = 6 + 16 * images.len() as u32;
    for (edge, image) in &images {
        let size = image.len() as u32;
        let edge = u8::try_from(*edge).unwrap_or(0); // 256 is written as 0
        file.extend([edge, edge, 0, 0]);
        file.extend([1, 0, 32, 0]); // one plane, 32 bits a pixel
        file.extend(size.to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += size;
    }
    file.extend(images.into_iter().flat_map(|(_, image)| image));
    Ok(file)
}

/// An ICNS file: entries of type, length and PNG, their lengths including their own eight bytes.
fn icns() -> Result<Vec<u8>, Failure> {
    let mut entries = Vec::new();
    for (kind, edge) in ICNS {
        let image = draw(*edge)?;
        entries.extend(*kind);
        entries.extend((image.len() as u32 + 8).to_be_bytes());
        entries.extend(image);
    }
    let mut file = b"icns".to_vec();
    file.extend((entries.len() as u32 + 8).to_be_bytes());
    file.extend(entries);
    Ok(file)
}
