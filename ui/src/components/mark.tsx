/** The mark of Tapedeck, as in the app's icon. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 1024 1024" aria-hidden>
      <rect x="56" y="56" width="912" height="912" rx="204" fill="#2f50c6" />
      <g fill="none" stroke="#ffffff" strokeWidth="48">
        <circle cx="252" cy="576" r="120" />
        <circle cx="772" cy="576" r="120" />
        <path d="M252 696H772" />
      </g>
      <g fill="#ffffff">
        <circle cx="252" cy="576" r="44" />
        <circle cx="772" cy="576" r="44" />
        <rect x="416" y="380" width="44" height="176" rx="22" />
        <rect x="564" y="340" width="44" height="256" rx="22" />
      </g>
      <rect x="490" y="288" width="44" height="344" rx="22" fill="#ffbe55" />
    </svg>
  );
}
