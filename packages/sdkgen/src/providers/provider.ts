// Who makes an SDK: our own generator, or a tool that the operator has installed. Both give files in memory; nobody but the caller writes.
import type { ApiModel } from '@mockops/schema';

export interface SdkRequest {
  api: ApiModel;
  /** The contract's own files, for tools that read text. */
  sources: Readonly<Record<string, string>>;
  language: string;
  package_name?: string;
  signal: AbortSignal;
}

export interface SdkProvider {
  id: string;
  /** A generation with another version is another generation. */
  version: string;
  /** Languages that it knows, sorted. */
  languages: readonly string[];
  supports(kind: ApiModel['kind'], language: string): boolean;
  /** Path (with `/`) to content, sorted by path. */
  generate(request: SdkRequest): Promise<ReadonlyMap<string, string>>;
}

/** The generation failed in a way that another try will repeat; the message is for people. */
export class SdkProviderError extends Error {
  override readonly name = 'SdkProviderError';
}
