// Renders a chart with the two libraries that Helm itself renders with, text/template and sprig, for machines without Helm.
// It is not `helm lint`: no subcharts and no values schema, hooks are documents like others, and of .Files there is only Get.
//
// usage: helm-render CHART [VALUES.yaml ...]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

type object = map[string]interface{}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: helm-render CHART [VALUES.yaml ...]")
		os.Exit(2)
	}
	if err := render(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(dir string, valueFiles []string) error {
	chart, err := load(filepath.Join(dir, "Chart.yaml"))
	if err != nil {
		return err
	}
	values, err := load(filepath.Join(dir, "values.yaml"))
	if err != nil {
		return err
	}
	for _, file := range valueFiles {
		more, err := load(file)
		if err != nil {
			return err
		}
		overlay(values, more)
	}

	paths, err := filepath.Glob(filepath.Join(dir, "templates", "*"))
	if err != nil {
		return err
	}
	set := newSet()
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, err := set.New(path).Parse(string(text)); err != nil {
			return err
		}
	}
	for _, path := range paths {
		if filepath.Ext(path) == ".tpl" {
			continue
		}
		var out bytes.Buffer
		if err := set.ExecuteTemplate(&out, path, scope(dir, chart, values)); err != nil {
			return err
		}
		if strings.Contains(out.String(), "<no value>") {
			return fmt.Errorf("%s uses a value that does not exist", path)
		}
		// What Helm shows a person after an installation is no document.
		if filepath.Ext(path) != ".yaml" {
			continue
		}
		if err := print(path, out.String()); err != nil {
			return err
		}
	}
	return nil
}

// print writes the documents of one template, once each has proved to be YAML that names what it is.
func print(path, text string) error {
	for _, document := range strings.Split(text, "\n---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		var parsed object
		if err := yaml.Unmarshal([]byte(document), &parsed); err != nil {
			return fmt.Errorf("%s renders no YAML: %w\n%s", path, err, document)
		}
		for _, field := range []string{"apiVersion", "kind", "metadata"} {
			if parsed[field] == nil {
				return fmt.Errorf("%s renders a document without %s", path, field)
			}
		}
		fmt.Printf("---\n# Source: %s\n%s\n", path, strings.TrimSpace(document))
	}
	return nil
}

// scope is what a template sees as its dot.
func scope(dir string, chart, values object) object {
	return object{
		"Values":  values,
		"Files":   files(dir),
		"Chart":   object{"Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]},
		"Release": object{"Name": "test", "Namespace": "default", "Service": "Helm", "IsInstall": true, "Revision": 1},
	}
}

// files are those of the chart, which templates read by name.
type files string

// Get gives what a file holds. Helm gives nothing for a name that it does not know; here that is an error.
func (dir files) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(string(dir), name))
	return string(text), err
}

func load(path string) (object, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	parsed := object{}
	if err := yaml.Unmarshal(text, &parsed); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return parsed, nil
}

// overlay puts the second file's values over the first's, map by map, as `helm -f` does.
func overlay(base, over object) {
	for name, value := range over {
		below, isMap := base[name].(object)
		above, both := value.(object)
		if isMap && both {
			overlay(below, above)
		} else {
			base[name] = value
		}
	}
}

// newSet has sprig's functions and those that Helm adds and this chart uses.
func newSet() *template.Template {
	set := template.New("chart")
	functions := sprig.TxtFuncMap()
	functions["include"] = func(name string, dot interface{}) (string, error) {
		var out bytes.Buffer
		err := set.ExecuteTemplate(&out, name, dot)
		return out.String(), err
	}
	functions["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	functions["toYaml"] = func(value interface{}) (string, error) {
		out, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(out), "\n"), err
	}
	functions["toJson"] = func(value interface{}) (string, error) {
		out, err := json.Marshal(value)
		return string(out), err
	}
	return set.Funcs(functions)
}
