/** The measure of every icon: Tabler, 16 px, one stroke. Spread into an icon: `<IconX {...icon} />`. */
export const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
