// Writes AWS's schemas of the resource types that stacks can have, from the installed version of
// @aws-cdk/aws-service-spec. Run it after that package was updated or a type was added to the list; a test holds the
// written files against the package.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { makeResourceSchemas, SCHEMAS_FOLDER } from "./resource-schemas/make.ts";

const files = await makeResourceSchemas();
mkdirSync(SCHEMAS_FOLDER, { recursive: true });
for (const name of readdirSync(SCHEMAS_FOLDER)) if (!files.has(name)) rmSync(`${SCHEMAS_FOLDER}/${name}`);
for (const [name, text] of files) writeFileSync(`${SCHEMAS_FOLDER}/${name}`, text);
console.log(`${SCHEMAS_FOLDER}: ${files.size} types`);
