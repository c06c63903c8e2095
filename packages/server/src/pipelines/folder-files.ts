// Where the pipelines of a workspace stand in its folder. Those saved over HTTP were named by whoever sent them, or not at all.
interface PipelineFile {
  name: string;
  file: string;
  source: string;
}

/** Path in the folder → YAML. Each has a place of its own below pipelines/. */
export function pipelineFiles(pipelines: PipelineFile[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, file, source } of pipelines) {
    const own = `pipelines/${name}.yaml`;
    let place = /^pipelines\/[^/\\]+\.ya?ml$/.test(file) && !Object.hasOwn(files, file) ? file : own;
    for (let number = 2; Object.hasOwn(files, place); number += 1) place = `pipelines/${name}-${number}.yaml`;
    files[place] = source;
  }
  return files;
}
