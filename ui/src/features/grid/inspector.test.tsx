import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { CallRow, ConversationView, Failure } from '../../ipc';
import { type Backend, setBackend } from '../../ipc/client';
import { mockBackend } from '../../ipc/mock';
import { forget } from '../../ipc/mock/marks';
import { startTranslations } from '../../locales';
import { Inspector } from './inspector';

const NOW = Date.parse('2026-11-24T06:00:00Z');
const ZONE = 'Asia/Kuala_Lumpur';

let backend: Backend;
let call: CallRow;
let told: ConversationView;

// A busy machine must not fail it.
configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });
beforeAll(() => startTranslations('en'));
beforeEach(async () => {
  forget();
  backend = mockBackend(NOW);
  const range = { from: '2026-11-01', to: '2026-11-24', zone: ZONE };
  const filter = {
    extensions: [],
    directions: [],
    number: null,
    minTalkS: 60,
    maxTalkS: null,
    answered: true,
    recorded: true,
    text: null,
    ids: [],
  };
  const { rows } = await backend.commands.getPage({ range, filter, sort: [] }, 0, 400);
  const courses = await Promise.all(
    rows.map(async (row) => [row, await backend.commands.getLegs(row.id, ZONE, false)] as const),
  );
  const both = courses.find(([row, { steps }]) => row.queue !== '' && steps.some((step) => step.transfer));
  if (both === undefined) throw new Error('the mock has no queue call with a transfer');
  [call, told] = both;
  backend.commands.getLegs = vi.fn(backend.commands.getLegs);
  backend.commands.listFiles = vi.fn(backend.commands.listFiles);
  setBackend(backend);
});
afterEach(cleanup);

function show(row = call, onPlay = vi.fn()) {
  const onNumber = vi.fn();
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  const view = (shown: CallRow) => (
    <MantineProvider>
      <QueryClientProvider client={client}>
        <Inspector
          call={shown}
          zone={ZONE}
          locale="en"
          onPlay={onPlay}
          onNumber={onNumber}
          onClose={() => undefined}
        />
      </QueryClientProvider>
    </MantineProvider>
  );
  const { rerender } = render(view(row));
  return { onPlay, onNumber, change: (next: CallRow) => rerender(view(next)) };
}

const legs = () => screen.findByTestId('legs');
const offline: Failure = {
  kind: 'offline',
  message: 'No way there.',
  detail: null,
  retryAfterSecs: null,
  case: null,
};

it('tells each leg in words, in order, and who finally talked', async () => {
  show();
  const lanes = within(await legs()).getAllByRole('button');
  expect(lanes).toHaveLength(told.steps.length);
  const said = (lane?: HTMLElement) => lane?.textContent?.replace(/\s+/g, ' ');
  expect(said(lanes[0])).toMatch(/^80\d \w+ Queue Sent on Wait \d+:\d\d$/);
  expect(said(lanes.at(-1))).toMatch(
    /^104 Daniel Novak Extension Talked Ring 0:04 Talk \d+:\d\dTalked last ?(Blind transfer|Transfer) by \d+ /,
  );
  expect(screen.getByText(/^Talked last: 104 Daniel Novak · \d+:\d\d talk in all$/)).toBeTruthy();
});

it('opens a leg with the keyboard and shows its local times', async () => {
  const user = userEvent.setup();
  show();
  const [lane] = within(await legs()).getAllByRole('button');
  lane?.focus();
  await user.keyboard('{Enter}');
  expect(lane?.getAttribute('aria-expanded')).toBe('true');
  const facts = document.getElementById(lane?.getAttribute('aria-controls') ?? '');
  const shown = Intl.DateTimeFormat('en', { timeStyle: 'medium', timeZone: ZONE });
  expect(facts?.textContent).toContain(shown.format(Date.parse(call.startedUtc)));
  await user.keyboard('{Enter}');
  expect(facts?.textContent).toBe('');
});

it('asks nothing of the PBX about calls that the selection only passes', async () => {
  const { change } = show();
  const next = { ...call, id: '2' };
  backend.commands.getLegs = vi.fn(async () => told);
  change(next);
  await legs();
  expect(backend.commands.getLegs).toHaveBeenCalledTimes(1);
  expect(backend.commands.getLegs).toHaveBeenCalledWith('2', ZONE, false);
});

it('shows a failure in its place, and tries again', async () => {
  const user = userEvent.setup();
  const get = vi.fn(backend.commands.getLegs).mockRejectedValueOnce(offline);
  backend.commands.getLegs = get;
  show();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The legs could not be read');
  expect(screen.queryByTestId('legs')).toBeNull();
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await legs();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('keeps the legs on screen when reading them again fails', async () => {
  const user = userEvent.setup();
  show();
  await legs();
  backend.commands.getLegs = vi.fn(async () => Promise.reject(offline));
  await user.click(screen.getByRole('button', { name: 'Read the legs from the PBX again' }));
  await screen.findByRole('alert');
  expect(backend.commands.getLegs).toHaveBeenCalledWith(call.id, ZONE, true);
  expect(screen.getByTestId('legs')).toBeTruthy();
});

it('reads the raw record when it is opened, once', async () => {
  const user = userEvent.setup();
  show();
  await legs();
  expect(screen.queryByText(/api\/cdrs/)).toBeNull();
  const summary = screen.getByText('Raw record');
  await user.click(summary);
  const details = summary.closest('details');
  // jsdom opens details without the event that browsers send.
  if (details !== null) {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  }
  expect(await screen.findByText(new RegExp(`/api/cdrs/${call.id}`))).toBeTruthy();
  const fresh = vi.mocked(backend.commands.getLegs).mock.calls.filter(([, , again]) => again);
  expect(fresh).toHaveLength(1);
});

it('says when only the own leg is to be seen', async () => {
  backend.commands.getLegs = async () => ({ ...told, ownLegOnly: true });
  show();
  expect(await screen.findByText(/This account sees its own leg only/)).toBeTruthy();
});

it('says when the PBX tells no legs', async () => {
  backend.commands.getLegs = async () => ({ ...told, told: false });
  show();
  expect(await screen.findByText(/The PBX tells no legs of this call/)).toBeTruthy();
});

it('lists the files and plays the one that is asked for', async () => {
  const user = userEvent.setup();
  const { onPlay } = show();
  const files = await screen.findByTestId('files');
  await waitFor(() => expect(within(files).getAllByRole('listitem')).toHaveLength(2));
  await user.click(within(files).getByRole('button', { name: 'Play file 2' }));
  expect(onPlay).toHaveBeenCalledWith(call, { fileIndex: 2 });
});

it('reviews, rates and tags the call', async () => {
  const user = userEvent.setup();
  show();
  const review = await screen.findByTestId('review');
  await user.click(within(review).getByRole('checkbox', { name: 'Reviewed' }));
  fireEvent.keyDown(within(review).getByRole('radio', { name: '4 of 5' }), { key: ' ' });
  await user.type(screen.getByLabelText('Tags of this call', { selector: 'input' }), 'complaint{Enter}');
  await waitFor(async () =>
    expect(await backend.commands.getMarks(call.id)).toMatchObject({ rating: 4, tags: ['complaint'] }),
  );
  expect((await backend.commands.getMarks(call.id)).reviewedAt).not.toBeNull();
});

it('writes, changes and deletes notes, and plays from their second', async () => {
  const user = userEvent.setup();
  await backend.commands.writeNote({ call: call.id, fileIndex: 2, atMs: 42_500, text: 'No greeting' });
  const { onPlay } = show();
  await user.click(await screen.findByRole('button', { name: '0:42: play from here' }));
  expect(onPlay).toHaveBeenCalledWith(call, { fileIndex: 2, seconds: 42.5 });

  await user.click(screen.getByRole('button', { name: 'Change this note' }));
  const field = await screen.findByLabelText('Text of the note');
  await user.clear(field);
  await user.type(field, 'No greeting at all{Enter}');
  expect(await screen.findByText('No greeting at all')).toBeTruthy();

  await user.click(screen.getByRole('button', { name: 'Add a note' }));
  await user.type(await screen.findByLabelText('Text of the note'), 'Whole call{Escape}');
  expect(screen.queryByLabelText('Text of the note'), 'Escape gives it up').toBeNull();
  await user.click(screen.getByRole('button', { name: 'Delete this note' }));
  expect(await screen.findByText('No notes yet.')).toBeTruthy();
});

it('shows the other calls with the number', async () => {
  const user = userEvent.setup();
  const { onNumber } = show();
  await user.click(await screen.findByRole('button', { name: 'Other calls with this number' }));
  expect(onNumber).toHaveBeenCalledWith(call.other);
});

it('asks for no files of a call without a recording', async () => {
  show({ ...call, recordingId: null });
  await legs();
  expect(screen.queryByTestId('files')).toBeNull();
  expect(backend.commands.listFiles).not.toHaveBeenCalled();
});

it('lists what listening found, with the way to its place', async () => {
  const figures = { side: null, atMs: null, lengthMs: null };
  backend.commands.getFindings = async () => [
    {
      fileIndex: 1,
      files: 2,
      checkedAt: '2026-11-24T06:00:00Z',
      findings: [
        { ...figures, kind: 'one-sided', side: 2, amount: -70 },
        { ...figures, kind: 'long-silence', atMs: 65_000, lengthMs: 12_000, amount: 30 },
      ],
    },
  ];
  const onPlay = vi.fn();
  show(call, onPlay);
  const list = await screen.findByTestId('findings');
  await within(list).findByText('File 1 · One side silent: right side, at most -70 dBFS');
  await within(list).findByText('File 1 · Long silence: 0:12, of 0:30 in all');
  fireEvent.click(within(list).getByRole('button', { name: 'Go to 1:05' }));
  expect(onPlay).toHaveBeenCalledWith(call, { fileIndex: 1, seconds: 65 });
});

it('tells a call that nobody listened to from one without findings', async () => {
  backend.commands.getFindings = async () => [];
  show();
  await screen.findByText(/^Not listened to yet/);
  cleanup();
  const checkedAt = '2026-11-24T06:00:00Z';
  backend.commands.getFindings = async () => [{ fileIndex: 1, files: 1, checkedAt, findings: [] }];
  show();
  await screen.findByText('Nothing found.');
});
