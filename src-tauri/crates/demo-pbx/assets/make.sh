#!/usr/bin/env bash
# Makes the demo PBX's speech anew, from lines.tsv (what is said) and voices.tsv (who says it):
#   bank.ulaw  every line as 8 kHz mono G.711 mu-law, one after the other
#   bank.tsv   scenario, part, side, first byte, bytes, text
#   whole-*.mp3|amr|mp4 and whole.tsv (file, milliseconds): complete conversations in formats the server cannot write itself
# Needs espeak-ng, sox, lame, ffmpeg, a C compiler and libopencore-amrnb-dev.
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat > "$tmp/amr.c" <<'C'
#include <opencore-amrnb/interf_enc.h>
#include <stdio.h>
/* raw 8 kHz s16le on stdin to an AMR-NB file (12.2 kbit/s) on stdout, whole 20 ms frames only */
int main(void) {
    short in[160];
    unsigned char out[64];
    void *enc = Encoder_Interface_init(0);
    fwrite("#!AMR\n", 1, 6, stdout);
    while (fread(in, sizeof(short), 160, stdin) == 160) {
        int n = Encoder_Interface_Encode(enc, MR122, in, out, 0);
        fwrite(out, 1, (size_t)n, stdout);
    }
    Encoder_Interface_exit(enc);
    return 0;
}
C
cc -O2 -o "$tmp/amr" "$tmp/amr.c" -lopencore-amrnb

declare -A voice
while IFS=$'\t' read -r scenario _ av ap as _ cv cp cs; do
  voice[$scenario/A]="$av $ap $as"
  voice[$scenario/C]="$cv $cp $cs"
done < voices.tsv

# Telephone band, level, and the silence espeak-ng leaves around a sentence cut off.
: > bank.ulaw; : > bank.tsv
n=0
while IFS=$'\t' read -r scenario part side text; do
  read -r v p s <<< "${voice[$scenario/$side]}"
  espeak-ng -v "$v" -p "$p" -s "$s" -w "$tmp/raw.wav" "$text"
  line="$tmp/$scenario.$(printf %03d "$n").$side.wav"
  sox -D -R "$tmp/raw.wav" -r 8000 -c 1 -b 16 "$line" \
    silence 1 0.01 0.3% reverse silence 1 0.01 0.3% reverse sinc 250-3400 norm -7
  sox -D "$line" -t raw -e mu-law -b 8 "$tmp/line.ulaw"
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$scenario" "$part" "$side" "$(stat -c %s bank.ulaw)" "$(stat -c %s "$tmp/line.ulaw")" "$text" >> bank.tsv
  cat "$tmp/line.ulaw" >> bank.ulaw
  n=$((n + 1))
done < lines.tsv

# A whole conversation: its lines with half a second between them, cut to a whole number of 360 ms, which is whole frames of MP3 (72 ms) and AMR (20 ms).
whole() {
  local parts=() f
  sox -n -r 8000 -c 1 -b 16 "$tmp/gap.wav" trim 0 0.5
  for f in "$tmp/$1".*.wav; do parts+=("$tmp/gap.wav" "$f"); done
  sox -D "${parts[@]}" "$tmp/long.wav"
  local samples; samples=$(soxi -s "$tmp/long.wav"); samples=$((samples / 2880 * 2880))
  sox -D "$tmp/long.wav" "$tmp/whole.wav" trim 0 "${samples}s"
}
ms() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | awk '{printf "%d", $1 * 1000 + 0.5}'; }
: > whole.tsv
for scenario in sales billing office; do
  whole "$scenario"
  lame --quiet --resample 8 -m m -b 16 -t "$tmp/whole.wav" "whole-$scenario.mp3"
  printf 'whole-%s.mp3\t%s\n' "$scenario" "$(ms "whole-$scenario.mp3")" >> whole.tsv
done
for scenario in support internal followup; do
  whole "$scenario"
  sox -D "$tmp/whole.wav" -t raw -e signed -b 16 - | "$tmp/amr" > "whole-$scenario.amr"
  printf 'whole-%s.amr\t%s\n' "$scenario" "$(( ($(stat -c %s "whole-$scenario.amr") - 6) / 32 * 20 ))" >> whole.tsv
done
whole internal
ffmpeg -v error -y -i "$tmp/whole.wav" -ar 16000 -c:a aac -b:a 24k -map_metadata -1 -fflags +bitexact -flags:a +bitexact -movflags +faststart whole-internal.mp4
printf 'whole-internal.mp4\t%s\n' "$(ms whole-internal.mp4)" >> whole.tsv
