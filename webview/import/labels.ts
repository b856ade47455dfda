import type { TextEncoding } from '../../src/core/base/decodeText';
import type { SpeakerRole } from '../../src/core/coding/speakerRoles';
import type { FileFormat } from '../../src/core/exchange/import/formats';

export const formatLabels: Readonly<Record<FileFormat, string>> = {
  plainText: 'Text',
  word: 'Word document',
  webVtt: 'WebVTT subtitles (Zoom, Teams)',
  subRip: 'SRT or SBV subtitles',
  csv: 'Table (CSV, TSV)',
  whisper: 'Whisper (JSON)',
  whatsApp: 'WhatsApp chat',
  chat: 'CHAT (TalkBank)',
  elan: 'ELAN',
  textGrid: 'Praat TextGrid',
  refiProject: 'Project of another program (REFI-QDA)',
  refiCodebook: 'Codebook of another program (REFI-QDA)',
};

export const encodingLabels: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16, little-endian',
  'utf-16be': 'UTF-16, big-endian',
  'windows-1252': 'Windows, Western European (1252)',
};

export const roleLabels: Readonly<Record<SpeakerRole, string>> = {
  interviewer: 'Interviewer or therapist',
  participant: 'Participant or client',
  other: 'Someone else',
};

/** 1234567 → “1.2 MB”. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0bytes`;
  const [unit, size] = bytes < 1e6 ? ['KB', bytes / 1e3] : ['MB', bytes / 1e6];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)}\u00a0${unit}`;
}

/** 62500 → “1:02”; with hours from one hour on. */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** “1 turn”, “2,000 turns”. */
export function many(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString('en-US')}\u00a0${n === 1 ? one : several}`;
}
