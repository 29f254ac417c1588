/**
 * Why something could not be done on this phone. `code` chooses the words; nothing kept before is lost by it.
 * `in-flight` it is being sent at this moment · `maybe-sent` it was sent and no answer came, so it may only be sent again or deleted ·
 * `unsent` signing out would lose something · `gone` it is no longer there: sent, or taken away in another tab
 */
export class EngineFailure extends Error {
  constructor(readonly code: 'photo-too-large' | 'photo-unreadable' | 'storage-full' | 'storage-closed' | 'in-flight' | 'maybe-sent' | 'unsent' | 'gone', cause?: unknown) {
    super(code, { cause });
    this.name = 'EngineFailure';
  }
}
