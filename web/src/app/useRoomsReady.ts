import { useEffect } from "react";

import { inTurn } from "@/app/inTurn";
import { useOpenRooms } from "@/app/Navigation";
import { prefetch } from "@/app/rooms";
import { usePhone } from "@/theme/usePhone";

/** By then the first page stands. */
const FIRST_PAGE_MS = 3_000;
/** Opened from many rooms, though it stands in no rail. */
const ONE_CUSTOMER = "/customers/:id";

type Connection = { saveData?: boolean };

const idle = () => new Promise<void>((resolve) => requestIdleCallback(() => resolve()));

/**
 * Fetches the code of the rooms, one by one, while the browser has nothing else to do, so that people find the next
 * page ready. Not on a phone, nor where somebody saves on data.
 */
export function useRoomsReady(): void {
  const rooms = useOpenRooms();
  const phone = usePhone();
  const paths = rooms.map((room) => room.path).join(" ");
  useEffect(() => {
    const saves = (navigator as { connection?: Connection }).connection?.saveData;
    if (phone || saves || typeof requestIdleCallback !== "function") return;
    const left = new AbortController();
    const fetchAll = () => void inTurn([ONE_CUSTOMER, ...paths.split(" ")], prefetch, idle, left.signal);
    const waiting = setTimeout(fetchAll, FIRST_PAGE_MS);
    return () => {
      left.abort();
      clearTimeout(waiting);
    };
  }, [paths, phone]);
}
