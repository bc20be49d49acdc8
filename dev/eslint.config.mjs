// Copied beside the installed packages by `make lint`; run from the repository's root.
import js from "@eslint/js";
import globals from "globals";

const component = "ClassDeclaration[superClass.name='Component']";

export default [
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        linterOptions: { reportUnusedDisableDirectives: "error" },
        rules: {
            "arrow-body-style": ["error", "as-needed"],
            complexity: ["error", 12],
            curly: ["error", "all"],
            eqeqeq: ["error", "always", { null: "ignore" }],
            "max-statements": ["error", 30],
            "no-console": "error",
            "no-duplicate-imports": "error",
            // Both are easily meant as a local variable.
            "no-restricted-globals": ["error", "event", "self"],
            "no-unused-vars": ["error", { args: "none", caughtErrors: "all" }],
            "no-var": "error",
            "prefer-const": ["error", { destructuring: "all" }],
            // What Odoo's own lint asks of its components and translations.
            "no-restricted-syntax": [
                "error",
                { selector: "PrivateIdentifier", message: "OWL's proxies cannot see #private" },
                ...["props", "template"].map((name) => ({
                    selector: `${component}:not(:has(ClassBody.body > PropertyDefinition[key.name='${name}'][static='true']))`,
                    message: `A component declares static ${name}`,
                })),
                {
                    selector: "CallExpression[callee.name='_t'] > TemplateLiteral:first-child",
                    message: "_t takes a plain string: a template is never found in translations",
                },
                {
                    selector: "CallExpression[callee.name='_t'] > :first-child[value=/(.*%s){2,}/]",
                    message: "Several placeholders of _t need names",
                },
                {
                    selector:
                        "CallExpression[callee.object.property.name='notification'][callee.property.name='add'] > Literal:first-child",
                    message: "What a notification says is translated",
                },
            ],
        },
    },
];
