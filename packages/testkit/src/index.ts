// Loopback stand-ins for the services that MockOps talks to, for tests and for the demo.
export * from './clock.ts';
export { type GitServer, startGitServer } from './git-server.ts';
export type { GitStore } from './github/git-store.ts';
export { type GitHubOptions, type GitHubPeer, startGitHub } from './github/index.ts';
export type { Comment, Pull, Repository, RepositorySeed, WorkflowRun } from './github/repository.ts';
export { type FailureOptions, type HttpPeer, type PeerFailure, type PeerRequest, startHttpPeer } from './http-peer.ts';
export { type MailFailure, type MailPeer, startMail } from './mail.ts';
export type { MailMessage } from './mail-message.ts';
export { type SlackMessage, type SlackPeer, startSlack } from './slack.ts';
export { startTeams, type TeamsCard, type TeamsPeer } from './teams.ts';
export { startWebhookReceiver, type WebhookDelivery, type WebhookReceiver } from './webhook-receiver.ts';
