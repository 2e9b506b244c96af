import { expect, it } from "vitest";
import { parseGoModule } from "./go-module.ts";

it("reads the program, its version and the Go that it needs", () => {
  const text = `module desalt.example/tools/helm

go 1.26.0

tool helm.sh/helm/v4/cmd/helm

require (
	helm.sh/helm v1.0.0 // indirect
	helm.sh/helm/v4 v4.3.1 // indirect
	helm.sh/helm/v4/cmd v0.1.0-rc.1 // indirect
	helm.sh/helm/v4/cmd/helm-other v9.9.9 // indirect
)

replace helm.sh/x => helm.sh/x v0.35.4
`;
  expect(parseGoModule(text, "helm")).toEqual({
    program: "helm.sh/helm/v4/cmd/helm",
    path: "helm.sh/helm/v4/cmd",
    version: "0.1.0-rc.1",
    go: "1.26.0",
  });
});

it("reads a require on a line of its own", () => {
  const text = "module m\n\ngo 1.25.0\n\ntool example.com/x\n\nrequire example.com/x v1.2.3\n";
  expect(parseGoModule(text, "y").version).toBe("1.2.3");
});

it("reads one of several programs", () => {
  const text = "module m\n\ngo 1.25.0\n\ntool (\n\texample.com/x/cmd/a\n\texample.com/x/cmd/b\n)\n\nrequire example.com/x v1.2.3\n";
  expect(parseGoModule(text, "b").program).toBe("example.com/x/cmd/b");
});

it("takes the version of a program in the folder itself from the module that it wraps", () => {
  const text = `module example.com/tools/x

go 1.25.0

tool example.com/tools/x

require (
	example.com/a v9.9.9 // indirect
	example.com/y v1.2.3
)
`;
  expect(parseGoModule(text, "x")).toMatchObject({ program: "example.com/tools/x", path: "example.com/y", version: "1.2.3" });
});

it.each([
  ["module m\ngo 1.25.0\n", "x", 'go.mod has no line "module …", no line "go …", or no tool "x"'],
  ["module m\ngo 1.25.0\ntool (\n\ta/y\n\ta/z\n)\n", "x", 'go.mod has no line "module …", no line "go …", or no tool "x"'],
  ["module m\ngo 1.25.0\ntool example.com/x\nrequire example.com/y v1.0.0\n", "x", 'go.mod requires no module that holds "example.com/x"'],
])("refuses %j", (text, name, message) => {
  expect(() => parseGoModule(text, name)).toThrow(message);
});
