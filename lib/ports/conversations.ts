// What people say and do on GitHub, and who they are there: what the reporter asks before it does as it is told.

export interface PersonsComment {
  readonly id: number;
  /** Of the issue or pull request that it stands on. */
  readonly number: number;
  /** Login. */
  readonly by: string;
  /** Written by an app, or through one. */
  readonly isBot: boolean;
  /** Not any more what was said at first: somebody else may have written it. */
  readonly isEdited: boolean;
  readonly body: string;
}

/** What a comment stands on. */
export type Topic =
  | { readonly type: 'issue'; readonly number: number }
  | {
      readonly type: 'pull-request';
      readonly number: number;
      readonly state: 'open' | 'closed' | 'merged';
      readonly author: string;
      /** Commit of its branch. */
      readonly head: string;
      readonly baseBranch: string;
      /** The commit that brought it into its base; undefined unless it is merged. */
      readonly mergeCommit?: string;
      /** Login of who merged it; undefined where GitHub does not say. */
      readonly mergedBy?: string;
    };

export interface PressedCheckRun {
  readonly name: string;
  readonly commit: string;
  /** Written by the App that we are. */
  readonly isOurs: boolean;
}

export type Permission = 'none' | 'read' | 'write' | 'admin';
export type Reaction = 'eyes' | 'rocket' | 'confused' | '-1';

export interface Conversations {
  /** Undefined when it is gone. */
  comment(id: number, signal: AbortSignal): Promise<PersonsComment | undefined>;
  /** Fails with `not-found`. */
  topic(number: number, signal: AbortSignal): Promise<Topic>;
  /** Undefined when it is gone. */
  checkRun(id: number, signal: AbortSignal): Promise<PressedCheckRun | undefined>;
  /** What a person may do in the repository; `none` for those whom GitHub does not know. */
  permission(login: string, signal: AbortSignal): Promise<Permission>;
  /** Whether a person is an active member of a team. Fails with `denied` when members may not be read. */
  isTeamMember(org: string, team: string, login: string, signal: AbortSignal): Promise<boolean>;
  /**
   * A text file as of a branch; undefined when there is none. Fails with `not-found` when the branch is gone or
   * renamed.
   */
  file(branch: string, path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Once per comment and reaction; nothing when the comment is gone. */
  react(comment: number, reaction: Reaction, signal: AbortSignal): Promise<void>;
}
