use audio::{Content, looks_like_text, sniff};

use crate::files::{bytes_of, pcm};

#[test]
fn magic_bytes_name_the_container() {
    let table: [(&[u8], Content); 22] = [
        (b"RIFF\x24\0\0\0WAVEfmt ", Content::Wav),
        (b"RIFX\0\0\0\x24WAVEfmt ", Content::Wav),
        (b"RF64\xFF\xFF\xFF\xFFWAVEds64", Content::Wav),
        (b"RIFF\x24\0\0\0AVI LIST", Content::Unknown),
        (b"RIFF\x24\0\0", Content::Unknown),
        (b"#!AMR\n\x3C", Content::Amr),
        (b"#!AMR-WB\n\x04", Content::AmrWb),
        (b"#!AMR", Content::Unknown),
        (b"ID3\x04\0\0\0\0\0\x0A", Content::Mp3),
        (b"ID3\x04\0\0\xFF\0\0\x0A", Content::Unknown),
        (b"ID3 is a tag format", Content::Unknown),
        (b"\xFF\xFB\x90\x64", Content::Mp3),
        (b"\xFF\xF3\x40\xC4", Content::Mp3),
        (b"\xFF\xE3\x28\xC4", Content::Mp3),
        (b"\xFF\xF1\x50\x80", Content::Unknown), // AAC in ADTS
        (b"\xFF\xFB\xF0\x64", Content::Unknown), // bit rate 15
        (b"\xFF\xEB\x90\x64", Content::Unknown), // reserved version
        (b"\xFF\xFE<\0h\0", Content::Unknown),   // UTF-16
        (b"\0\0\0\x20ftypM4A ", Content::Mp4),
        (b"fLaC\0\0\0\x22", Content::Flac),
        (b"OggS\0\x02", Content::Ogg),
        (b"", Content::Unknown),
    ];
    for (bytes, content) in table {
        assert_eq!(sniff(bytes), content, "{}", bytes.escape_ascii());
    }
}

#[test]
fn one_frame_sync_is_not_a_stream() {
    let mut bytes = vec![0; 2000];
    bytes[..4].copy_from_slice(b"\xFF\xFB\x90\x64");
    assert_eq!(
        sniff(&bytes),
        Content::Unknown,
        "no second frame follows where the first ends"
    );
    assert_eq!(sniff(&bytes_of("bare-8k-stereo.mp3")), Content::Mp3);
}

#[test]
fn pages_are_told_from_sound() {
    let pages: [&[u8]; 12] = [
        b"<!DOCTYPE html>",
        b"  \r\n\t<HTML lang=en>",
        b"\xEF\xBB\xBF<?xml version=\"1.0\"?>",
        b"{\"code\":401}",
        b"[ ]",
        b"{",
        b"<html",
        b"<Error><Code>AccessDenied</Code></Error>",
        b"<!-- login -->",
        b"\n<body>",
        b"\xFF\xFE<\0h\0t\0",
        b"\xFE\xFF\0 \0{",
    ];
    for page in pages {
        assert!(looks_like_text(page), "{}", page.escape_ascii());
    }
    let sounds = [
        pcm(1, &[1, 2, 3]),
        bytes_of("tone.amr"),
        bytes_of("cbr-8k.mp3"),
        bytes_of("tone.m4a"),
        Vec::new(),
        b"{\0\x01\x02".to_vec(),
        b"\xFF\xFE\x12\x34".to_vec(),
    ];
    for sound in sounds {
        assert!(
            !looks_like_text(&sound),
            "{}",
            sound[..sound.len().min(16)].escape_ascii()
        );
    }
}

#[test]
fn names_are_those_of_the_manifest() {
    let names = [
        Content::Wav,
        Content::Mp3,
        Content::Amr,
        Content::AmrWb,
        Content::Mp4,
        Content::Flac,
        Content::Ogg,
        Content::Unknown,
    ]
    .map(|c| (c.as_str(), c.extension(), c.mime()));
    assert_eq!(names[3], ("amr-wb", "awb", "audio/amr-wb"));
    assert_eq!(names[1], ("mp3", "mp3", "audio/mpeg"));
    assert_eq!(names[7], ("unknown", "bin", "application/octet-stream"));
}
