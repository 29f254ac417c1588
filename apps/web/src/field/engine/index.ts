/**
 * The phone's offline engine: everything the field screens know and do, with or without a network.
 * Screens import this file and nothing past it; only the day's track has a door of its own (tracking.ts), which comes with the page that shows it. All functions are safe to call offline. What is a `Ref` is shared by all tabs of the
 * origin and follows changes made in another tab. Functions reject with `EngineFailure` (see failures.ts), whose code the screens put into words.
 *
 * The way of a report:
 *   const draft = await newDraft({ place });            // saved already, before the camera opens
 *   const photo = await addPhoto(file);                 // scaled, hashed, kept on the phone
 *   await saveDraft({ ...draft, photos: [photo.hash] }); // after every change
 *   const item = await queueReport(draft);              // atomically out of the drafts and into the outbox; sends by itself
 *   await undo(item.id)                                 // within ten seconds, while `held`: a draft again
 */
import type { CaseRow, CaseView, Me, Reference } from '#contract';
import type { CaseId } from '#domain';
import type { ComputedRef, Ref } from 'vue';
import { expired, me } from '../../shared/session/session.js';
import * as draftsOf from './drafts.js';
import * as item from './item.js';
import * as known from './known.js';
import * as box from './outbox.js';
import * as person from './person.js';
import * as phone from './phone.js';
import type { PushState } from './push.js';
import * as pictures from './photos.js';
import * as runner from './runner.js';
import * as state from './state.js';
import * as wifi from './wifi.js';
import type { CellCollection, CommandItem, CommandWish, Draft, Kept, KeptPhoto, KeptReceipt, KeptTask, Link, OutboxItem, PhotoHash, Progress, ReportItem, StorageState } from './types.js';

export * from './types.js';
export type { PushState } from './push.js';
export type { Carrier } from './wifi.js';
export { EngineFailure } from './failures.js';

// ── Who, and the link ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Who this phone belongs to now: from the server, or from what was kept when there is no network. Null: nobody. Same ref as shared/session `me`. */
export const who: Ref<Me | null> = me;
export const link: Ref<Link> = state.link;
/**
 * Called once, before anything is shown. `known`: the phone knows its person and everything works, with or without a network.
 * `sign-in`: nobody is signed in and the browser is on its way to the sign-in page. `stranger`: nobody is known here and no server answers; only a retry (`begin` again) helps.
 */
export const begin: () => Promise<'known' | 'sign-in' | 'stranger'> = person.begin;
/** The session has run out: the outbox waits until somebody signs in again. The app goes on; screens show a bar that calls `signInAgain`. Same ref as shared/session `expired`. */
export const needsSignIn: Ref<boolean> = expired;
/** The same person goes on; rejects with ProblemError (wrong password …) or Unreachable. The outbox then sends by itself. */
export const signInAgain: (password: string) => Promise<void> = person.signInAgain;
/** Goes to the sign-in page of the main app, and comes back here. */
export const goSignIn: () => void = person.goSignIn;
/** Leaves and wipes everything of this person from the phone. Rejects with `unsent` while drafts or items would be lost, unless `exported` says that a backup was saved. */
export const signOut: (options?: { readonly exported?: boolean }) => Promise<void> = person.signOut;

// ── What is known without asking ───────────────────────────────────────────────────────────────────────────────────────

/** Classes, departments, calendar; also given to shared/book `book`. */
export const reference: Ref<Kept<Reference> | null> = known.reference;
export const cells: Ref<Kept<CellCollection> | null> = known.cells;
/** Cases that wait for this person (confirm, verify, re-check, handle), most urgent first, with their pages and thumbnails. Null until first known. */
export const tasks: Ref<Kept<readonly KeptTask[]> | null> = known.tasks;
/** Open cases within this person's sight: for the map and for "is it this one?". */
export const openCases: Ref<Kept<readonly CaseRow[]> | null> = known.openCases;
/** Fetches all of the above anew. Resolves false when nobody answered; what is known stays. */
export const refresh: () => Promise<boolean> = known.refresh;
export const refreshing: Ref<boolean> = known.refreshing;
/** A case's page: the newest when the server answers, else the kept one, else null. */
export const caseView: (id: CaseId) => Promise<Kept<CaseView> | null> = known.caseView;
/** An object URL for an <img>: from the phone when it lies there, else from the server; null when neither has it. Give it back with `URL.revokeObjectURL`. */
export const photoUrl: (hash: PhotoHash, size?: 'thumb' | 'screen') => Promise<string | null> = pictures.photoUrl;

// ── Drafts and pictures ────────────────────────────────────────────────────────────────────────────────────────────────

/** Newest change first. */
export const drafts: Ref<readonly Draft[]> = state.drafts;
export const newDraft: (seed?: Partial<Pick<Draft, 'classId' | 'conditionId' | 'text' | 'photos' | 'handled' | 'after' | 'place' | 'sameAs' | 'source'>>) => Promise<Draft> = draftsOf.newDraft;
/** Keeps the whole draft; the last call wins. One that was queued or deleted meanwhile does not come back. Set `capturedAt` (device time) with the first picture. */
export const saveDraft: (draft: Draft) => Promise<void> = draftsOf.saveDraft;
export const deleteDraft: (id: string) => Promise<void> = draftsOf.deleteDraft;
/** Turns upright, scales to 1600, encodes, hashes and keeps. Rejects `photo-too-large` (more than 50 MB), `photo-unreadable` (broken, or a format this phone cannot show), `storage-full`. */
export const addPhoto: (file: Blob) => Promise<KeptPhoto> = pictures.addPhoto;

// ── Outbox ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Oldest first. */
export const outbox: Ref<readonly OutboxItem[]> = state.outbox;
/** By item id; only what is in flight in this tab. */
export const progress: Ref<ReadonlyMap<string, Progress>> = state.progress;
export const unsent: ComputedRef<number> = state.unsent;
/** Something has waited for more than a day. */
export const overdue: ComputedRef<boolean> = state.overdue;
/** Draft → outbox in one transaction. What it must have (photo or words) is for the screen to ask. Rejects `gone` when the draft was queued before (a second tap). */
export const queueReport: (draft: Draft) => Promise<ReportItem> = box.queueReport;
export const queueCommand: (wish: CommandWish) => Promise<CommandItem> = box.queueCommand;
/** Takes a `held` report back as a draft. Null: too late, it is on its way. */
export const undo: (id: string) => Promise<Draft | null> = box.undo;
/** Ends the ten seconds now. */
export const letGo: (id: string) => Promise<void> = box.letGo;
/** Tries at once, without waiting for the ten seconds, back-offs or Wi-Fi; also takes up what was refused when given its id. */
export const sendNow: (id?: string) => Promise<void> = box.sendNow;
/** A held, waiting or refused report becomes a draft again, with a new key at its next queueing. Rejects `in-flight`; `maybe-sent` when it went out once and no answer came: changed and sent anew it might become two cases. */
export const edit: (id: string) => Promise<Draft> = box.edit;
/** For good. Rejects `in-flight`. */
export const remove: (id: string) => Promise<void> = box.remove;
/** Newest first, at most a hundred. */
export const receipts: Ref<readonly KeptReceipt[]> = state.receipts;
/** Called when an item was taken by the server; returns how to stop. */
export const whenSent: (run: (receipt: KeptReceipt) => void) => () => void = runner.whenSent;
/** Called when the server refused an item. */
export const whenRefused: (run: (item: OutboxItem) => void) => () => void = runner.whenRefused;
/** A zip of everything unsent (drafts and items as JSON, pictures as they are), with the name to save it under. */
export const exportBackup: () => Promise<{ readonly name: string; readonly blob: Blob }> = async () => (await import('./backup.js')).exportBackup();

// ── The phone ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const storage: Ref<StorageState> = phone.storage;
/** Looks again how much room there is. */
export const measureStorage: () => Promise<void> = phone.measure;
/** A new version lies ready; `applyUpdate` reloads into it. Never by itself: a form may be open. */
export const updateReady: Ref<boolean> = phone.updateReady;
export const applyUpdate: () => void = phone.applyUpdate;

/** Whether this browser is told of news while the app is closed. */
export const pushState = async (): Promise<PushState> => (await import('./push.js')).pushState();
/** Asks the person, subscribes the browser, tells the server. Rejects when one of them says no. */
export const turnPushOn = async (): Promise<PushState> => (await import('./push.js')).turnOn();
export const turnPushOff = async (): Promise<PushState> => (await import('./push.js')).turnOff();

/** Photos wait for Wi-Fi; what the person sends by hand does not. */
export const wifiOnly: Readonly<Ref<boolean>> = wifi.wifiOnly;
export const setWifiOnly: (on: boolean) => void = wifi.setWifiOnly;
/** `unknown`: this browser does not say, so nothing can wait for it. */
export const carrier: Readonly<Ref<wifi.Carrier>> = wifi.carrier;
/** Whether an item's photos wait for Wi-Fi at this moment. */
export const waitsForWifi = (one: OutboxItem): boolean => item.waitsForWifi(one, wifi.costly());
