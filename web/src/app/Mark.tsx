/** The mark: steps of ice. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="6" fill="var(--accent)" />
      <path d="M6 26v-6h6v6zM13 26V13h6v13zM20 26V6h6v20z" fill="var(--accent-ink)" />
    </svg>
  );
}
