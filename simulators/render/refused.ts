/** Which input a file came in as. */
export type Role = 'image' | 'audio' | 'video';

/** An input that the model would refuse once it has looked at it; `type` is fal's error type. */
export class Refused extends Error {
  readonly role: Role;
  readonly type: string;

  constructor(role: Role, type: string, message: string) {
    super(message);
    this.role = role;
    this.type = type;
  }
}
