import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { Opener } from "@/kit/Opener";

import { show } from "../render";

afterEach(cleanup);

const button = () => screen.getByRole("button", { name: "why" });
const opened = () => button().getAttribute("aria-expanded") === "true";

const shown = () => show(<><Opener label="why" content={() => "because"}>tag</Opener><p>elsewhere</p></>);

test("a button that was not pressed has made nothing; pressed, it tells what it opens and keeps the focus", async () => {
  await shown();
  expect(document.body.textContent).not.toContain("because");

  await userEvent.click(button());

  expect(opened()).toBe(true);
  expect(document.body.textContent).toContain("because");
  expect(document.activeElement).toBe(button());
});

test("what is open closes when its button is pressed again, and when anything else is", async () => {
  await shown();

  await userEvent.click(button());
  await userEvent.click(button());
  expect(opened()).toBe(false);

  await userEvent.click(button());
  await userEvent.click(screen.getByText("elsewhere"));
  expect(opened()).toBe(false);
});

test("a key opens it and escape closes it", async () => {
  await shown();
  button().focus();

  await userEvent.keyboard("{Enter}");
  expect(opened()).toBe(true);

  await userEvent.keyboard("{Escape}");
  expect(opened()).toBe(false);
});

test("a pointer that lets go elsewhere leaves nothing behind: the next key opens again", async () => {
  await shown();
  await userEvent.click(button());
  await userEvent.pointer([
    { keys: "[MouseLeft>]", target: button() },
    { target: screen.getByText("elsewhere") },
    { keys: "[/MouseLeft]" },
  ]);
  expect(opened()).toBe(false);

  button().focus();
  await userEvent.keyboard("{Enter}");

  expect(opened()).toBe(true);
});
