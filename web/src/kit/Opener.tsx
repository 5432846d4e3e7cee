import { Popover } from "antd";
import type { TooltipPlacement } from "antd/es/tooltip";
import { useRef, useState, type ReactNode } from "react";

import styles from "@/kit/Opener.module.css";

type OpenerProps = {
  /** Of the button. */
  className?: string;
  label?: string;
  children: ReactNode;
  /** What it opens. */
  title?: ReactNode;
  content: ReactNode | ((close: () => void) => ReactNode);
  placement?: TooltipPlacement;
  arrow?: boolean;
  /** Told when it opens and closes. */
  onOpen?: (open: boolean) => void;
};

/**
 * A button and what it opens beside itself; pressed again, or anything else pressed, it closes. What opens is made when
 * it is opened: a page has dozens of these, and most are never pressed.
 */
export function Opener({ className, label, children, title, content, placement = "bottomLeft", arrow, onOpen }: OpenerProps) {
  const [open, setOpen] = useState(false);
  // Pressing the button closes what is open as pressing anything else does; the click that follows must not open it again.
  const openWhenPressed = useRef(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpen?.(next);
  };
  return (
    <span className={styles.opener}>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerDown={() => {
          openWhenPressed.current = open;
        }}
        onClick={({ detail }) => {
          // A key clicks without a press of its own; what is remembered then is of a pointer that let go elsewhere.
          const closed = detail > 0 && openWhenPressed.current;
          change(!open && !closed);
          openWhenPressed.current = false;
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && open) change(false);
        }}
      >
        {children}
      </button>
      {open && (
        <Popover open onOpenChange={change} trigger="click" placement={placement} arrow={arrow} title={title} content={typeof content === "function" ? content(() => change(false)) : content}>
          <span className={styles.anchor} aria-hidden />
        </Popover>
      )}
    </span>
  );
}
