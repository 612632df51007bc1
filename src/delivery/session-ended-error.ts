/** Others took this sender for dead: its claims are taken from it and it gets no new ones, so it must end. */
export class SessionEndedError extends Error {
  constructor() {
    super('This sender was given up by the others while it stood still. It must start anew.');
    this.name = 'SessionEndedError';
  }
}
