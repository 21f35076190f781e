import { Project, YamlFile } from 'projen';

/* What the CI of others uses of this repository: an action of GitHub, and a hook of pre-commit. docs/how-to/ci.md shows them. */

export function addCiFiles(project: Project): void {
  new YamlFile(project, 'action.yml', { obj: ACTION });
  new YamlFile(project, '.pre-commit-hooks.yaml', { obj: HOOKS });
}

const ACTION = {
  name: 'cdk8s-mcp-mesh check',
  description: 'Finds what keeps MCP Mesh agents from finding and reaching each other, in Kubernetes manifests',
  inputs: {
    paths: { description: 'Files and folders with manifests, a line each', required: true },
    options: { description: 'More options of check, a line each, such as --max-warnings=10', default: '' },
    package: {
      description:
        'What npx installs, such as cdk8s-mcp-mesh@0.1.0; by default the package that the project has installed',
      default: '',
    },
    'upload-sarif': {
      description: 'Whether findings go to code scanning, which needs the permission security-events: write',
      default: 'true',
    },
  },
  runs: {
    using: 'composite',
    steps: [
      {
        name: 'Check',
        shell: 'bash',
        env: {
          MESH_PATHS: '${{ inputs.paths }}',
          MESH_OPTIONS: '${{ inputs.options }}',
          MESH_PACKAGE: '${{ inputs.package }}',
          MESH_SARIF: '${{ runner.temp }}/cdk8s-mcp-mesh.sarif',
        },
        run: 'bash "$GITHUB_ACTION_PATH/ci/action.sh"',
      },
      {
        name: 'Upload to code scanning',
        if: "${{ !cancelled() && inputs.upload-sarif == 'true' }}",
        uses: 'github/codeql-action/upload-sarif@v3',
        with: { sarif_file: '${{ runner.temp }}/cdk8s-mcp-mesh.sarif', category: 'cdk8s-mcp-mesh' },
      },
    ],
  },
};

/** The package that the user's project has installed: this repository holds its sources, which a hook could not run. */
const HOOKS = [
  {
    id: 'cdk8s-mcp-mesh',
    name: 'cdk8s-mcp-mesh check',
    description: 'Finds what keeps MCP Mesh agents from finding and reaching each other, in Kubernetes manifests',
    entry: 'npx --no-install cdk8s-mcp-mesh check',
    language: 'system',
    files: '\\.(ya?ml|json)$',
    args: ['manifests/'],
    pass_filenames: false,
  },
];
