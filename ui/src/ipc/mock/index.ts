/**
 * A stand-in for the shell in a plain browser: the same generated types, made-up calls. `vite dev`, vitest and
 * screenshots use it; the packaged app never loads it.
 */
import type { AppInfo, ExportOptions, Preferences } from '../bindings.gen';
import type { Backend } from '../client';
import { activity } from './activity';
import * as asking from './asking';
import { callOf, find, pageOf, positionOf, totalsOf } from './catalogue';
import { DIRECTORY, makeCalls } from './company';
import * as diagnosis from './diagnosis';
import { failure, has, pause } from './faults';
import * as findings from './findings';
import * as insights from './insights';
import * as jobs from './jobs';
import { conversationOf, filesOf } from './legs';
import * as live from './live';
import * as marks from './marks';
import * as million from './million';
import { namesOf } from './names';
import * as presets from './presets';
import * as search from './search';
import * as session from './session';
import { outlineOf, soundUrl } from './sound';
import { readFilter, writeFilter } from './terms';

const TEMPLATE = '{date}/{extension}/{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]';
const KEPT = 'tapedeck-mock-preferences';
const DESK = 'tapedeck-mock-desk ';

const exportDefaults: ExportOptions = {
  nameTemplate: TEMPLATE,
  audio: 'original',
  sound: { mp3Kbps: null, channels: 'keep', sampleRate: null, loudness: null },
  video: 'original',
  tables: ['csv'],
  csv: 'excel',
  csvSeparator: 'comma',
  columns: [],
  parallel: null,
  limitRateKb: null,
  officeLimit: null,
  onConflict: 'skip',
  index: false,
  layout: 'folder',
  sign: false,
  zip: false,
  zipSplitKb: null,
};

const defaults: Preferences = {
  colorScheme: 'system',
  density: 'normal',
  zone: '',
  language: '',
  export: exportDefaults,
  gridColumns: '',
  keys: '',
  speedPercent: 100,
  liveCalls: true,
  notify: true,
  keepAwake: true,
  keepDays: null,
};

const info: AppInfo = {
  version: '0.1.0',
  dataDir: '/home/qa/.local/share/tapedeck',
  zones: Intl.supportedValuesOf('timeZone').concat('UTC').sort(),
  systemZone: 'Asia/Kuala_Lumpur',
  templateFields: [
    'date',
    'start',
    'seconds',
    'id',
    'other',
    'direction',
    'extension',
    'extension_name',
    'caller',
    'caller_name',
    'callee',
    'callee_name',
    'did',
    'trunk',
    'queue',
  ],
  defaultTemplate: TEMPLATE,
  notice: null,
};

const folder = { id: 'folder-1', path: '/home/qa/Recordings/2026-11', freeMb: 212_400 };

/** The mock with calls that end now, or at a given instant. */
export function mockBackend(newest = Date.now()): Backend {
  // With `million` the pages are made as they are asked for; some calls to make them of are enough.
  const everything = makeCalls(newest, has('million') ? 400 : undefined);
  const calls = () => (has('empty') ? [] : everything.filter(search.hasArrived));
  const call = (id: string, zone: string) => {
    const found = (has('million') ? million.callOf : callOf)(everything, id, zone);
    if (found === null) throw failure('not_found', 'There is no such call here any more.');
    return found;
  };
  return {
    commands: {
      ...session,
      startDiagnosis: diagnosis.startDiagnosis,
      cancelDiagnosis: diagnosis.cancelDiagnosis,
      getDiagnosisReport: diagnosis.getDiagnosisReport,
      saveDiagnosisReport: diagnosis.saveDiagnosisReport,
      startSearch: async (query) => search.startSearch(query),
      searchAnew: async (query) => search.startSearch(query),
      cancelSearch: async () => null,
      readSlices: async (id) => search.readSlices(id),
      showNewCalls: async (id) => {
        await pause(200);
        live.showNewCalls(id);
        return null;
      },
      getPage: async (query, offset, limit) => {
        await pause(has('slow') ? 250 : 15);
        return (has('million') ? million.pageOf : pageOf)(calls(), query, offset, limit);
      },
      getShownPage: async (query, offset, limit) => {
        await pause(has('slow') ? 250 : 15);
        return (has('million') ? million.pageOf : pageOf)(calls(), query, offset, limit);
      },
      getShownTotals: async (query) => (has('million') ? million.TOTALS : totalsOf(calls(), query)),
      getTotals: async (query) => (has('million') ? million.TOTALS : totalsOf(calls(), query)),
      getPosition: async (query, id) =>
        has('million') ? million.indexOf(id) : positionOf(calls(), query, id),
      openPortal: async () => null,
      markCalls: async (query, mark) => {
        await pause(30);
        return marks.mark(
          find(calls(), query).map((found) => found.id),
          mark,
        );
      },
      undoChange: async (change) => marks.undo(change),
      getMarks: async (id) => marks.marksOf(id),
      listTags: async (part) => marks.tags(part),
      writeNote: async (note) => marks.writeNote(note),
      changeNote: async (id, text) => marks.changeNote(id, text),
      deleteNote: async (id) => marks.deleteNote(id),
      getCall: async (id, zone) => call(id, zone),
      getLegs: async (id, zone, fresh) => {
        await pause(has('slow') ? 900 : 30);
        if (has('failed')) throw failure('offline', 'The PBX cannot be reached. Check the network.');
        return conversationOf(call(id, zone), zone, fresh);
      },
      listFiles: async (id, zone) => {
        await pause(30);
        return filesOf(call(id, zone), zone);
      },
      listDirectory: async () =>
        has('own') ? DIRECTORY.map((known) => ({ ...known, seen: true })) : DIRECTORY,
      getInsights: async (query) => {
        await pause(has('slow') ? 900 : 30);
        if (has('failed')) throw failure('internal', 'The catalogue cannot be read.');
        return insights.insightsOf(find(calls(), query), query);
      },
      listExtensionInsights: async (query, order, offset, limit) =>
        insights.extensionsOf(find(calls(), query), query, { order, offset, limit }),
      saveInsightsTable: async (_query, table) => `/home/qa/${table}.csv`,
      saveInsightsPicture: async (table) => `/home/qa/${table}.png`,
      readFilter: async (line) => readFilter(line),
      writeFilter: async (filter) => writeFilter(filter),
      filterValues: async (field, part) => asking.filterValues(calls(), DIRECTORY, field, part),
      listViews: async () => asking.listViews(),
      saveView: async (id, view) => asking.saveView(id, view),
      deleteView: async (id) => asking.deleteView(id),
      orderViews: async (ids) => asking.orderViews(ids),
      listRecentSearches: async () => asking.listRecentSearches(),
      noteSearch: async (filter) => asking.noteSearch(filter),
      forgetSearches: async () => asking.forgetSearches(),
      openRecording: async (id, fileIndex) => {
        const row = call(id, 'UTC');
        await pause(120);
        if (row.recordingId === null)
          throw failure('not_found', 'The recording cannot be opened: no_recording');
        if (has('gone')) throw failure('not_found', 'The PBX no longer has the file of this recording.');
        if (has('undecodable'))
          throw failure('unsupported_media', 'AMR needs libopencore-amr, which is not on this computer.');
        const seconds = Math.max(4, row.talkS);
        return {
          url: soundUrl(seconds, Number(id.slice(-6))),
          mime: 'audio/wav',
          durationMs: seconds * 1000,
          channels: 2,
          codec: 'pcm_s16le',
          fileIndex,
          files: 1,
          decoded: false,
        };
      },
      getFindings: async (id) => findings.findingsOf(call(id, 'UTC')),
      startSoundCheck: async (query) => findings.startSoundCheck(find(calls(), query)),
      cancelSoundCheck: findings.cancelSoundCheck,
      getOutline: async (id, _fileIndex, buckets) => {
        const row = call(id, 'UTC');
        findings.hear(id);
        return outlineOf(Math.max(4, row.talkS), Number(id.slice(-6)), buckets);
      },
      chooseFolder: async () => folder,
      suggestFolder: async () => folder,
      previewExport: async (query) => {
        await pause(80);
        const totals = totalsOf(calls(), query);
        return { totals, problem: null };
      },
      estimateExport: async (query, options) => {
        await pause(200);
        const { recordings, talkS } = totalsOf(calls(), query);
        const kilobytes = talkS * (options.audio === 'mp3' ? 8 : 32);
        return {
          recordings,
          inPlace: 0,
          kilobytes,
          basis: 'sample',
          seconds: Math.ceil(kilobytes / 5_400),
          neededKb: kilobytes * (options.zip ? 2 : 1),
          freeMb: folder.freeMb,
        };
      },
      findEarlier: async (_folder, query) => {
        const until = new Date(newest - 86_400_000);
        const from = new Date(newest - 4 * 86_400_000).toISOString().slice(0, 19);
        const to = new Date(newest).toISOString().slice(0, 10);
        const range = { from, to, zone: query.range.zone };
        return { until: until.toISOString(), range, sameSelection: true };
      },
      resolveRange: async (range, zone) => presets.daysOf(range, zone),
      listPresets: async () => presets.list(),
      savePreset: async (preset) => presets.save(preset, folder),
      deletePreset: async (name) => presets.remove(name),
      getJobChoices: async (id) => jobs.choices(id, exportDefaults, folder),
      previewNames: async (query, template) => {
        const recorded = { ...query, filter: { ...query.filter, recorded: true } };
        return namesOf(template, info.templateFields, pageOf(calls(), recorded, 0, 3).rows);
      },
      startExport: async (input) => {
        const totals = totalsOf(calls(), input.query);
        return jobs.startJob(input, totals.calls, totals.recordings);
      },
      startVerify: async (id) => jobs.startVerify(id),
      listJobs: async () => jobs.listJobs(),
      cancelJob: async (id) => jobs.cancel(id),
      pauseJob: async (id) => jobs.pause(id),
      resumeJob: async (id) => jobs.resume(id),
      retryFailed: async (id) => jobs.retry(id),
      rerunJob: async (id) => jobs.rerun(id),
      dismissJob: async (id) => jobs.dismiss(id),
      showInFolder: async () => null,
      getPreferences: async () => {
        const kept = localStorage.getItem(KEPT);
        return kept === null ? defaults : { ...defaults, ...(JSON.parse(kept) as Preferences) };
      },
      setPreferences: async (preferences) => {
        localStorage.setItem(KEPT, JSON.stringify(preferences));
        return null;
      },
      getDesk: async (profile) => localStorage.getItem(DESK + profile),
      keepDesk: async (profile, desk) => {
        localStorage.setItem(DESK + profile, desk);
        return null;
      },
      getActivity: async () => activity(newest),
      getPublicKey: async () => 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3',
      getAppInfo: async () => info,
      getStorage: async () => ({
        catalogueKb: 148_000,
        cacheKb: 61_200,
        logsKb: 840,
        accounts: [
          {
            server: 'https://pbx.example.com:8887',
            domain: 'example.com',
            user: 'qa.lead',
            calls: everything.length,
            recordings: everything.filter((call) => call.recordingId !== null).length,
            gone: 12,
            notes: 7,
            marked: 31,
          },
        ],
      }),
      forgetData: async () => {
        await pause(200);
        return null;
      },
    },
    watchSearch: (id, onSnapshot) => search.watch(has('empty') ? [] : everything, id, onSnapshot),
    watchDiagnosis: diagnosis.watch,
    watchSoundCheck: findings.watch,
    watchJob: async (id, onSnapshot) => jobs.watch(id, onSnapshot),
    onSessionExpired: async () => () => undefined,
    onJobFinished: async (listener) => jobs.onFinished(listener),
    onCloseAsked: async () => () => undefined,
    closeWindow: async () => undefined,
  };
}
