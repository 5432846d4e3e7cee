import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type Live, LiveContext } from "@/live/live";
import { type News, newsOf } from "@/live/news";
import { useCalmRefresh } from "@/live/useCalmRefresh";

let tell: (news: News) => void;
const refresh = vi.fn();

const live: Live = {
  hearing: "told",
  heardAt: null,
  subscribe: (hear) => {
    tell = hear;
    return () => undefined;
  },
};

function Rows({ held = false }) {
  const { ref, waiting, show } = useCalmRefresh<HTMLDivElement>({ concerns: (news) => news.tasks, refresh, held, pause: 3000 });
  return (
    <div ref={ref}>
      <button type="button">row</button>
      {waiting && (
        <button type="button" onClick={show}>
          newer
        </button>
      )}
    </div>
  );
}

const shown = (held = false) =>
  render(
    <LiveContext value={live}>
      <Rows held={held} />
    </LiveContext>,
  );

const task = newsOf({ kind: "task", customer_ids: ["A"] });
const passes = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const happens = (news: News) => {
  act(() => tell(news));
  passes(0);
};

beforeEach(() => {
  vi.useFakeTimers();
  refresh.mockClear();
});
afterEach(() => void vi.useRealTimers());

test("rows that nobody is at are read again at once, then at most once per pause", () => {
  shown();

  happens(task);
  expect(refresh).toHaveBeenCalledTimes(1);

  happens(task);
  happens(task);
  expect(refresh).toHaveBeenCalledTimes(1);
  passes(3000);
  expect(refresh).toHaveBeenCalledTimes(2);
});

test("news about something else leaves the rows as they are", () => {
  shown();

  happens(newsOf({ kind: "change", customer_ids: ["A"] }));

  expect(refresh).not.toHaveBeenCalled();
});

test("rows with the focus wait until it is asked for", () => {
  shown();
  screen.getByText("row").focus();

  happens(task);
  expect(refresh).not.toHaveBeenCalled();

  fireEvent.click(screen.getByText("newer"));
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(screen.queryByText("newer")).toBeNull();
});

test("rows with the focus wait until it has left", () => {
  shown();
  screen.getByText("row").focus();
  happens(task);

  act(() => screen.getByText("row").blur());
  passes(0);

  expect(refresh).toHaveBeenCalledTimes(1);
});

test("rows that are held wait wherever the focus is", () => {
  shown(true);

  happens(task);

  expect(refresh).not.toHaveBeenCalled();
  screen.getByText("newer");
});
