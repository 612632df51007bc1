import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import { newGroup } from './command.js';
import { approveIssue, buildIssue, listIssues, previewIssue } from './issue-make.js';
import { reportIssue } from './issue-report.js';
import { cancelIssue, pauseIssue, resumeIssue, retryIssue, sendIssue } from './issue-send.js';

/** `issue build|list|preview|approve|send|pause|resume|cancel|retry-failed|report`. */
export function addIssueCommands(program: Command, context: CliContext): void {
  const group = newGroup('issue', 'editions of a newsletter');
  for (const make of [
    buildIssue,
    listIssues,
    previewIssue,
    approveIssue,
    sendIssue,
    pauseIssue,
    resumeIssue,
    cancelIssue,
    retryIssue,
    reportIssue,
  ])
    group.addCommand(make(context));
  program.addCommand(group);
}
