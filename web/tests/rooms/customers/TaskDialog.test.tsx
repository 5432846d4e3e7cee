import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { TaskDialog } from "@/rooms/customers/TaskDialog";
import { fakeServer, show } from "../../render";
import { someRun } from "../../run/someRun";

const FILTER = { tier: ["gold"] };
const run = (more: object = {}) =>
  someRun({
    kind: { id: "tasks_give", name: "Give tasks" },
    state: "finished",
    state_name: "Finished",
    step: "",
    done: 12,
    total: 12,
    progress: 1,
    has_result: true,
    result: { given: 1, without_manager: 0, given_already: 0 },
    ...more,
  });

async function shown(answers: Record<string, unknown> = {}) {
  const asked = fakeServer({ "POST /api/v1/tasks/give": { run: run() }, "GET /api/v1/runs/7": run(), ...answers });
  const onClose = vi.fn();
  await show(<TaskDialog filter={FILTER} onClose={onClose} />);
  return { asked, onClose, dialog: within(await screen.findByRole("dialog")) };
}

type Dialog = Awaited<ReturnType<typeof shown>>["dialog"];

function give(dialog: Dialog, title: string) {
  fireEvent.change(dialog.getByLabelText("What to do"), { target: { value: title } });
  fireEvent.click(dialog.getByRole("button", { name: "Give" }));
}

const written = (asked: Request[]) => asked.filter((request) => request.method === "POST");

test("what to do, by when and why is asked for the customers of the filter", async () => {
  const { asked, dialog } = await shown();

  fireEvent.change(dialog.getByLabelText("Why (the account manager sees it)"), { target: { value: " New range " } });
  give(dialog, " Call them ");

  await waitFor(() => expect(written(asked)).toHaveLength(1));
  const wish = await written(asked)[0]!.json();
  expect(wish).toEqual({ filter: FILTER, title: "Call them", note: "New range", due_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
});

test("without saying what to do nothing is asked for", async () => {
  const { asked, dialog } = await shown();

  give(dialog, " ");

  await dialog.findAllByText("Say what to do, in at least 2 characters");
  expect(asked).toHaveLength(0);
});

test("the end tells how many got a task, and how many did not and why", async () => {
  const result = { given: 1200, without_manager: 1, given_already: 3 };
  const { dialog, onClose } = await shown({ "GET /api/v1/runs/7": run({ result }) });

  give(dialog, "Call them");

  await dialog.findByText("Given about 1,200 customers");
  dialog.getByText("Not about 1 customer without an account manager");
  dialog.getByText("Not about 3 customers with an open task that says the same");
  fireEvent.click(dialog.getByText("Close"));
  expect(onClose).toHaveBeenCalled();
});

test("where everybody got one there is no word of others", async () => {
  const { dialog } = await shown();

  give(dialog, "Call them");

  await dialog.findByText("Given about 1 customer");
  expect(dialog.queryByText(/^Not about/)).toBeNull();
});

test("a refusal stands beside the field that it is about", async () => {
  const problem = { code: "invalid_input", message: "That day has passed.", field: "due_on", errors: [] };
  const { dialog } = await shown({ "POST /api/v1/tasks/give": () => Response.json(problem, { status: 422 }) });

  give(dialog, "Call them");

  await dialog.findByText("That day has passed.");
});
