// Makes schema.json, in the form of "terraform providers schema -json", for the resources that are named.
//
//   node schema.js FOLDER OUT aws_iam_role data.aws_region …
//
// FOLDER is the npm package @cdktf/provider-aws, unpacked. Its classes are generated from the real provider's schema,
// and hold all of it but one thing: whether an optional attribute is computed as well. Those count as not computed, so
// they are null when left out, but for id and region, of which it is known.
"use strict";
const fs = require("fs");
const path = require("path");

const [folder, out, ...wanted] = process.argv.slice(2);

const PRIMITIVES = { string: "string", number: "number", boolean: "bool", any: "dynamic" };

/** The text of each top-level class and function by its name. */
function sections(source) {
  const found = [...source.matchAll(/^(?:class|function) (\w+)/gm)];
  return new Map(found.map((m, i) => [m[1], source.slice(m.index, found[i + 1]?.index)]));
}

/** Which properties of which interface are required. */
function requirements(declarations) {
  const interfaces = new Map();
  for (const [, name, body] of declarations.matchAll(/^export interface (\w+)[^{]*\{$([\s\S]*?)^\}$/gm)) {
    interfaces.set(name, new Map([...body.matchAll(/^ {4}readonly (\w+)(\??):/gm)].map((m) => [m[1], m[2] === ""])));
  }
  return interfaces;
}

/** What can be written in HCL: the entries of a toHclTerraform body. */
function argumentsIn(text) {
  const entry =
    /^\s+(\w+): \{\s+value: (.*),\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)",/gm;
  return [...text.matchAll(entry)].map(([, name, value, isBlock, kind, storage]) => ({
    name,
    property: value.match(/(?:this\._|struct\.)(\w+)/)[1],
    isBlock: isBlock === "true",
    isMany: value.includes("listMapperHcl"),
    kind,
    storage,
  }));
}

function typeByStorage({ kind, storage, name }) {
  if (kind === "simple") return PRIMITIVES[storage] ?? fail(`${name}: storage ${storage}`);
  const collection = storage.match(/^(string|number|boolean|any)(List|Map)$/);
  if (collection === null) return fail(`${name}: storage ${storage}`);
  return [kind === "set" ? "set" : kind === "map" ? "map" : "list", PRIMITIVES[collection[1]]];
}

/** The type of a getter that nobody can set. */
function typeByGetter(text) {
  if (text.includes("getStringMapAttribute")) return ["map", "string"];
  if (text.includes("getStringAttribute")) return "string";
  if (text.includes("getNumberAttribute")) return "number";
  if (text.includes("getBooleanAttribute")) return "bool";
  if (text.includes("tolist(this.getListAttribute")) return ["set", "string"];
  if (text.includes("getListAttribute")) return ["list", "string"];
  return "dynamic";
}

class Reader {
  constructor(source, declarations) {
    this.sections = sections(source);
    this.interfaces = requirements(declarations);
  }

  /** A block from the class that answers for it, its HCL body and its interface. */
  block(className, hcl, interfaceName, depth) {
    const required = this.interfaces.get(interfaceName) ?? fail(`no interface ${interfaceName}`);
    const made = { attributes: {}, block_types: {} };
    for (const argument of argumentsIn(hcl)) {
      const isRequired = required.get(argument.property) === true;
      if (!/^[A-Z]/.test(argument.storage)) {
        made.attributes[argument.name] = { type: typeByStorage(argument), ...mode(isRequired) };
        continue;
      }
      // A statement in a statement in a statement (WAF) has no end; nothing here needs so much.
      if (depth > 6) continue;
      const struct = this.structOf(argument.storage);
      const inner = this.block(`${struct}OutputReference`, this.hclOf(struct), struct, depth + 1);
      if (argument.isBlock) {
        made.block_types[argument.name] = nested(argument, isRequired, inner);
      } else {
        made.attributes[argument.name] = { type: collectionOf(argument, inner), ...mode(isRequired) };
      }
    }
    this.computed(className, made);
    return made;
  }

  structOf(storage) {
    const struct = this.interfaces.has(storage) ? storage : storage.replace(/List$/, "");
    return this.interfaces.has(struct) ? struct : fail(`no interface for ${storage}`);
  }

  hclOf(struct) {
    const name = `${struct[0].toLowerCase()}${struct.slice(1)}ToHclTerraform`;
    return this.sections.get(name) ?? fail(`no function ${name}`);
  }

  /** Adds what AWS alone sets. */
  computed(className, made) {
    const text = this.sections.get(className) ?? "";
    const getter = /\/\/ (\w+) - computed: true, optional: false, required: false\n\s+get \w+\(\) \{([\s\S]*?)\n {4}\}/g;
    for (const [, name, body] of text.matchAll(getter)) {
      if (!(name in made.block_types)) made.attributes[name] ??= { type: typeByGetter(body), computed: true };
    }
  }

  resource(isData) {
    const kind = isData ? "TerraformDataSource" : "TerraformResource";
    const [name, text] = [...this.sections].find(([, t]) => t.includes(`extends cdktf.${kind} `)) ?? fail(`no ${kind}`);
    const made = this.block(name, text.slice(text.indexOf("synthesizeHclAttributes()")), `${name}Config`, 0);
    for (const name of ["id", "region"]) {
      made.attributes[name] = { type: "string", optional: true, computed: true };
    }
    return { version: 0, block: made };
  }
}

function mode(isRequired) {
  return isRequired ? { required: true } : { optional: true };
}

function nested(argument, isRequired, block) {
  if (argument.kind === "struct") return { nesting_mode: "single", block };
  return {
    nesting_mode: argument.kind === "set" ? "set" : "list",
    block,
    min_items: isRequired ? 1 : 0,
    max_items: argument.isMany ? 0 : 1,
  };
}

/** A block that is written as an attribute: a list of objects. */
function collectionOf(argument, block) {
  const object = ["object", Object.fromEntries(Object.entries(block.attributes).map(([n, a]) => [n, a.type]))];
  return argument.kind === "struct" ? object : [argument.kind === "set" ? "set" : "list", object];
}

function fail(message) {
  throw new Error(message);
}

const schema = {
  provider: {
    version: 0,
    block: { attributes: { region: { type: "string", optional: true } }, block_types: assumeRole() },
  },
  resource_schemas: {},
  data_source_schemas: {},
};

/** The two of the provider's own settings that the examples use. */
function assumeRole() {
  const text = { type: "string", optional: true };
  return {
    assume_role: {
      nesting_mode: "list",
      block: { attributes: { role_arn: text, external_id: text, session_name: text }, block_types: {} },
      min_items: 0,
      max_items: 0,
    },
    default_tags: {
      nesting_mode: "list",
      block: { attributes: { tags: { type: ["map", "string"], optional: true } }, block_types: {} },
      min_items: 0,
      max_items: 1,
    },
  };
}

for (const name of wanted) {
  const isData = name.startsWith("data.");
  const resource = name.replace(/^data\./, "");
  const kebab = (isData ? "data-aws-" : "") + resource.replace(/^aws_/, "").replaceAll("_", "-");
  const read = (file) => fs.readFileSync(path.join(folder, "lib", kebab, file), "utf8");
  try {
    const target = isData ? schema.data_source_schemas : schema.resource_schemas;
    target[resource] = new Reader(read("index.js"), read("index.d.ts")).resource(isData);
  } catch (e) {
    console.error(`schema.js: ${name}: ${e.message}`);
    process.exitCode = 1;
  }
}
fs.writeFileSync(out, JSON.stringify(schema));
