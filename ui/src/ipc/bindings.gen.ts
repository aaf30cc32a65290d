// Written by hand in the shape tauri-specta generates, until `cargo xtask bindings` writes it.

import { invoke as __TAURI_INVOKE, Channel as TAURI_CHANNEL } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";

/** Commands */
export const commands = {
	probeServer: (server: string, domain: string, pin: string | null) => __TAURI_INVOKE<ServerProbe>("probe_server", { server, domain, pin }),
	signIn: (input: SignInInput) => __TAURI_INVOKE<SignInStep>("sign_in", { input }),
	submitCode: (code: string) => __TAURI_INVOKE<SignInStep>("submit_code", { code }),
	resendCode: () => __TAURI_INVOKE<null>("resend_code"),
	exploreSample: () => __TAURI_INVOKE<SessionView>("explore_sample"),
	signOut: () => __TAURI_INVOKE<null>("sign_out"),
	getSession: () => __TAURI_INVOKE<SessionView | null>("get_session"),
	listProfiles: () => __TAURI_INVOKE<ProfileView[]>("list_profiles"),
	removeProfile: (id: ProfileId) => __TAURI_INVOKE<null>("remove_profile", { id }),
	startSearch: (query: CallQuery) => __TAURI_INVOKE<SearchId>("start_search", { query }),
	watchSearch: (id: SearchId, channel: TAURI_CHANNEL<SearchSnapshot>) => __TAURI_INVOKE<null>("watch_search", { id, channel }),
	getPage: (query: CallQuery, offset: number, limit: number) => __TAURI_INVOKE<CallPage>("get_page", { query, offset, limit }),
	getTotals: (query: CallQuery) => __TAURI_INVOKE<CallTotals>("get_totals", { query }),
	getCall: (id: CallId, zone: string) => __TAURI_INVOKE<CallRow>("get_call", { id, zone }),
	listDirectory: () => __TAURI_INVOKE<DirectoryEntry[]>("list_directory"),
	openRecording: (id: CallId, fileIndex: number) => __TAURI_INVOKE<Playable>("open_recording", { id, fileIndex }),
	getOutline: (id: CallId, fileIndex: number, buckets: number) => __TAURI_INVOKE<Outline>("get_outline", { id, fileIndex, buckets }),
	chooseFolder: () => __TAURI_INVOKE<FolderChoice | null>("choose_folder"),
	suggestFolder: () => __TAURI_INVOKE<FolderChoice | null>("suggest_folder"),
	previewExport: (query: CallQuery, options: ExportOptions) => __TAURI_INVOKE<ExportPreview>("preview_export", { query, options }),
	startExport: (input: ExportInput) => __TAURI_INVOKE<JobId>("start_export", { input }),
	startVerify: (id: JobId) => __TAURI_INVOKE<JobId>("start_verify", { id }),
	listJobs: () => __TAURI_INVOKE<JobSnapshot[]>("list_jobs"),
	watchJob: (id: JobId, channel: TAURI_CHANNEL<JobSnapshot>) => __TAURI_INVOKE<null>("watch_job", { id, channel }),
	cancelJob: (id: JobId) => __TAURI_INVOKE<boolean>("cancel_job", { id }),
	rerunJob: (id: JobId) => __TAURI_INVOKE<JobId>("rerun_job", { id }),
	dismissJob: (id: JobId) => __TAURI_INVOKE<boolean>("dismiss_job", { id }),
	showInFolder: (id: JobId) => __TAURI_INVOKE<null>("show_in_folder", { id }),
	getPreferences: () => __TAURI_INVOKE<Preferences>("get_preferences"),
	setPreferences: (preferences: Preferences) => __TAURI_INVOKE<null>("set_preferences", { preferences }),
	getAppInfo: () => __TAURI_INVOKE<AppInfo>("get_app_info"),
};

/** Events */
export const events = {
	closeAsked: makeEvent<CloseAsked, CloseAsked>("close-asked"),
	jobFinished: makeEvent<JobFinished, JobFinished>("job-finished"),
	sessionExpired: makeEvent<SessionExpired, SessionExpired>("session-expired"),
};

/* Types */
export type CallId = string;
export type RecordingId = string;
export type JobId = string;
export type SearchId = string;
export type ProfileId = string;
export type FolderId = string;

export type ErrorKind = "unauthenticated" | "forbidden" | "not_found" | "invalid_input" | "offline" | "tls" | "timeout" | "throttled" | "server" | "disk_full" | "io" | "keychain_unavailable" | "unsupported_media" | "internal";
export type Failure = { kind: ErrorKind, message: string, detail: string | null, retryAfterSecs: number | null };

export type Direction = "inbound" | "outbound" | "internal" | "transit" | "unknown";
export type CallStatus = "answered" | "unanswered" | "busy" | "cancelled" | "failed";
export type RangeInput = { from: string, to: string, zone: string };
export type CallQuery = { range: RangeInput, filter: CallFilter, sort: SortKey[] };
export type CallFilter = { extensions: string[], directions: Direction[], number: string | null, minTalkS: number | null, maxTalkS: number | null, answered: boolean | null, recorded: boolean | null, text: string | null, ids: CallId[] };
export type SortKey = { column: SortColumn, descending: boolean };
export type SortColumn = "started" | "direction" | "extension" | "extension_name" | "other" | "talk_s" | "ring_s" | "queue" | "did" | "trunk" | "status" | "end_reason" | "recorded";
export type CallRow = { id: CallId, recordingId: RecordingId | null, listed: boolean, direction: Direction, extension: string, extensionName: string, other: string, otherName: string, caller: string, callerName: string, callee: string, calleeName: string, destination: string, did: string, trunk: string, queue: string, startedUtc: string, startedLocal: string, answeredLocal: string | null, endedLocal: string | null, ringS: number, talkS: number, status: CallStatus, endReason: string };
export type CallPage = { rows: CallRow[], total: number };
export type CallTotals = { calls: number, recordings: number, talkS: number };
export type SearchSnapshot = { id: SearchId, seq: number, phase: SearchPhase, heldCalls: number, heldRecordings: number, countedCalls: number | null, countedRecordings: number | null, differences: SliceDifference[], asOf: string | null, callsScope: ScopeView, recordingsScope: ScopeView, failure: Failure | null };
export type SearchPhase = "reading" | "done" | "failed" | "cancelled";
export type SliceDifference = { what: string, from: string, to: string, counted: number, received: number };
export type DirectoryEntry = { number: string, name: string, kind: DirectoryKind };
export type DirectoryKind = "extension" | "queue";
export type Playable = { url: string, mime: string, durationMs: number, channels: number, codec: string, fileIndex: number, files: number, decoded: boolean };
export type Outline = { durationMs: number, channels: number[][] };
export type ExportInput = { request: string, query: CallQuery, folder: FolderId, options: ExportOptions };
export type ExportPreview = { totals: CallTotals, names: string[], estimatedKb: number | null, problem: string | null };
export type FolderChoice = { id: FolderId, path: string, freeMb: number | null };
export type AppInfo = { version: string, dataDir: string, zones: string[], systemZone: string, templateFields: string[], defaultTemplate: string };

export type ServerProbe = { server: string, tenantName: string | null, certificate: CertificateView | null, failure: Failure | null };
export type CertificateView = { subject: string, issuer: string, validFrom: string, validUntil: string, fingerprint: string, reason: string, changed: boolean, pinned: string | null };
export type SignInInput = { server: string, domain: string, user: string, password: string, remember: boolean, pin: string | null, allowPlainHttp: boolean };
export type SignInStep = { step: "done", session: SessionView } | { step: "code_needed" } | { step: "certificate_unknown", certificate: CertificateView };
export type SessionView = { profile: ProfileId, server: string, domain: string, user: string, tenantName: string, zone: string, calls: ScopeView, recordings: ScopeView, sample: boolean, notice: string | null };
export type ScopeView = "tenant" | "own";
export type ProfileView = { id: ProfileId, server: string, domain: string, user: string, pin: string | null, isDefault: boolean };

export type ColorScheme = "system" | "light" | "dark";
export type Density = "normal" | "compact";
export type Preferences = { colorScheme: ColorScheme, density: Density, zone: string, language: string, export: ExportOptions, gridColumns: string, speedPercent: number };

export type AudioFormat = "original" | "wav" | "mp3" | "flac";
export type TableKind = "csv" | "xlsx" | "jsonl";
export type CsvStyle = "excel" | "raw";
export type OnConflict = "skip" | "rename" | "overwrite";
export type ExportOptions = { nameTemplate: string, audio: AudioFormat, tables: TableKind[], csv: CsvStyle, parallel: number | null, limitRateKb: number | null, onConflict: OnConflict, zip: boolean };
export type FileResult = "done" | "skipped" | "failed" | "no_recording" | "not_allowed" | "gone";
export type Gap = { callId: CallId, recordingId: RecordingId, fileIndex: number, result: FileResult, reason: string };
export type ExportPhase = "preparing" | "transferring" | "waiting" | "finishing" | "packing" | "finished";
export type JobSnapshot = { id: JobId, seq: number, kind: JobKind, phase: ExportPhase, outcome: JobOutcome | null, folder: string, range: string, calls: number, recordings: number, recordingsSettled: number, filesDone: number, filesSkipped: number, kilobytes: number, rateKb: number, secondsLeft: number | null, inFlight: string[], gapCounts: GapCount[], gaps: Gap[], problems: string[], startedAt: string, finishedAt: string | null, failure: Failure | null };
export type GapCount = { result: FileResult, count: number };
export type JobKind = "export" | "verify";
export type JobOutcome = "complete" | "partial" | "cancelled" | "failed" | "interrupted";

export type SessionExpired = { message: string };
export type JobFinished = { job: JobSnapshot };
export type CloseAsked = { jobs: number };

/* Tauri Specta runtime */
function makeEvent<TListen, _TEmit = TListen>(name: string) {
	return {
		listen: (cb: __TAURI_EVENT.EventCallback<TListen>) => __TAURI_EVENT.listen(name, cb),
		once: (cb: __TAURI_EVENT.EventCallback<TListen>) => __TAURI_EVENT.once(name, cb),
	};
}
