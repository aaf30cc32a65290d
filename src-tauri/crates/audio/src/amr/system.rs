//! The opencore AMR decoders of this machine, found at run time: the one place with `unsafe` in this crate.
//!
//! The C interface is three functions a library (`interf_dec.h`, `dec_if.h`), unchanged since 2009:
//! `void *init(void)`, `void exit(void *)`, `void decode(void *, const unsigned char *frame, short *out, int bad)`.
//! Not on Windows: its search path for a bare name includes folders that others can write to.
#![expect(
    unsafe_code,
    reason = "a C library found at run time can only be called through unsafe"
)]

use std::ffi::{c_int, c_short, c_uchar, c_void};
use std::ptr::NonNull;

use libloading::Library;

use super::{Band, MAX_FRAME};

type Init = unsafe extern "C" fn() -> *mut c_void;
type Exit = unsafe extern "C" fn(*mut c_void);
type Decode = unsafe extern "C" fn(*mut c_void, *const c_uchar, *mut c_short, c_int);

/// The decoders read by the frame type alone; a longer buffer than any frame keeps a wrong table in them harmless.
const FRAME_BUFFER: usize = 128;
/// Likewise for what they write: 320 samples at most.
const SAMPLE_BUFFER: usize = 640;
/// "No data": the decoder fills the gap as it would a lost frame.
const NO_DATA: u8 = 0x7C;

/// One stream's decoder state in the system's library.
pub(crate) struct FrameDecoder {
    state: NonNull<c_void>,
    decode: Decode,
    exit: Exit,
    band: Band,
    samples: [c_short; SAMPLE_BUFFER],
    /// Keeps the code mapped that the two function pointers lead to; dropped after `drop` has run.
    _library: Library,
}

// SAFETY: the state is owned by this value alone, and the libraries keep nothing per thread or global.
unsafe impl Send for FrameDecoder {}

impl FrameDecoder {
    /// `None` when the library is not installed, or is something else under that name.
    pub(crate) fn load(band: Band) -> Option<Self> {
        let (names, symbols) = match band {
            Band::Narrow => (
                [
                    "libopencore-amrnb.so.0",
                    "libopencore-amrnb.0.dylib",
                    "/opt/homebrew/lib/libopencore-amrnb.0.dylib",
                ],
                [
                    c"Decoder_Interface_init",
                    c"Decoder_Interface_exit",
                    c"Decoder_Interface_Decode",
                ],
            ),
            Band::Wide => (
                [
                    "libopencore-amrwb.so.0",
                    "libopencore-amrwb.0.dylib",
                    "/opt/homebrew/lib/libopencore-amrwb.0.dylib",
                ],
                [c"D_IF_init", c"D_IF_exit", c"D_IF_decode"],
            ),
        };
        // SAFETY: the names are fixed and resolved by the system's loader in its own folders; these libraries run no
        // code when loaded beyond the C runtime's.
        let library = names
            .into_iter()
            .find_map(|name| unsafe { Library::new(name) }.ok())?;
        let [init, exit, decode] = symbols;
        // SAFETY: the types are those of the public headers, see the module's comment.
        let (init, exit, decode) = unsafe {
            (
                *library.get::<Init>(init).ok()?,
                *library.get::<Exit>(exit).ok()?,
                *library.get::<Decode>(decode).ok()?,
            )
        };
        // SAFETY: takes no arguments; a null answer means "out of memory".
        let state = NonNull::new(unsafe { init() })?;
        Some(Self {
            state,
            decode,
            exit,
            band,
            samples: [0; SAMPLE_BUFFER],
            _library: library,
        })
    }

    /// Decodes one frame, its header byte first, to 160 (narrow) or 320 (wide) samples.
    pub(crate) fn decode(&mut self, frame: &[u8; MAX_FRAME]) -> &[i16] {
        let mut input = [0; FRAME_BUFFER];
        let header = frame[0];
        let decodable = match (self.band, (header >> 3) & 0x0F) {
            (Band::Narrow, kind) => kind <= 8 || kind == 15,
            (Band::Wide, kind) => kind <= 9 || kind >= 14,
        };
        if decodable {
            input[..MAX_FRAME].copy_from_slice(frame);
        } else {
            input[0] = NO_DATA;
        }
        // SAFETY: `state` came from this library's init and is not freed before drop; the frame type is one the
        // decoder knows, and both buffers are larger than anything it reads or writes for any type.
        unsafe {
            (self.decode)(
                self.state.as_ptr(),
                input.as_ptr(),
                self.samples.as_mut_ptr(),
                0,
            );
        }
        &self.samples[..self.band.frame_samples()]
    }
}

impl Drop for FrameDecoder {
    fn drop(&mut self) {
        // SAFETY: `state` is live, owned by this value and never used again.
        unsafe {
            (self.exit)(self.state.as_ptr());
        }
    }
}
