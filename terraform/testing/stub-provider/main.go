// The AWS provider's schema without the AWS provider: enough for terraform init, validate and test with
// mock_provider. It reads schema.json beside its executable, in the form of "terraform providers schema -json",
// which schema.js makes. It never plans, reads or applies; Terraform's mocks do that.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const address = "registry.terraform.io/hashicorp/aws"

// The parts of Terraform's schema format that are used here.
type (
	providerSchema struct {
		Provider  schema            `json:"provider"`
		Resources map[string]schema `json:"resource_schemas"`
		Data      map[string]schema `json:"data_source_schemas"`
	}
	schema struct {
		Block block `json:"block"`
	}
	block struct {
		Attributes map[string]attribute   `json:"attributes"`
		Nested     map[string]nestedBlock `json:"block_types"`
	}
	attribute struct {
		Type     json.RawMessage `json:"type"`
		Required bool            `json:"required"`
		Optional bool            `json:"optional"`
		Computed bool            `json:"computed"`
	}
	nestedBlock struct {
		Nesting string `json:"nesting_mode"`
		Block   block  `json:"block"`
		Min     int64  `json:"min_items"`
		Max     int64  `json:"max_items"`
	}
)

func main() {
	response, err := load()
	if err != nil {
		fmt.Fprintln(os.Stderr, "stub provider:", err)
		os.Exit(1)
	}
	if err := tf5server.Serve(address, func() tfprotov5.ProviderServer { return &stub{schema: response} }); err != nil {
		fmt.Fprintln(os.Stderr, "stub provider:", err)
		os.Exit(1)
	}
}

func load() (*tfprotov5.GetProviderSchemaResponse, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(executable), "schema.json"))
	if err != nil {
		return nil, err
	}
	var read providerSchema
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	response := &tfprotov5.GetProviderSchemaResponse{
		ServerCapabilities: &tfprotov5.ServerCapabilities{},
		ResourceSchemas:    map[string]*tfprotov5.Schema{},
		DataSourceSchemas:  map[string]*tfprotov5.Schema{},
	}
	if response.Provider, err = read.Provider.toProtocol("provider"); err != nil {
		return nil, err
	}
	for name, s := range read.Resources {
		if response.ResourceSchemas[name], err = s.toProtocol(name); err != nil {
			return nil, err
		}
	}
	for name, s := range read.Data {
		if response.DataSourceSchemas[name], err = s.toProtocol("data." + name); err != nil {
			return nil, err
		}
	}
	return response, nil
}

func (s schema) toProtocol(path string) (*tfprotov5.Schema, error) {
	b, err := s.Block.toProtocol(path)
	return &tfprotov5.Schema{Block: b}, err
}

func (b block) toProtocol(path string) (*tfprotov5.SchemaBlock, error) {
	made := &tfprotov5.SchemaBlock{}
	for name, a := range b.Attributes {
		kind, err := tftypes.ParseJSONType(a.Type) //nolint:staticcheck // the one reader of Terraform's own type notation
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", path, name, err)
		}
		made.Attributes = append(made.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: kind, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
		})
	}
	modes := map[string]tfprotov5.SchemaNestedBlockNestingMode{
		"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
		"list":   tfprotov5.SchemaNestedBlockNestingModeList,
		"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	}
	for name, n := range b.Nested {
		mode, known := modes[n.Nesting]
		if !known {
			return nil, fmt.Errorf("%s.%s: nesting mode %q", path, name, n.Nesting)
		}
		inner, err := n.Block.toProtocol(path + "." + name)
		if err != nil {
			return nil, err
		}
		made.BlockTypes = append(made.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Nesting: mode, Block: inner, MinItems: n.Min, MaxItems: n.Max,
		})
	}
	return made, nil
}

// stub answers what Terraform asks on the way to its mocks; all else would be a nil pointer, and loud.
type stub struct {
	tfprotov5.ProviderServer
	schema *tfprotov5.GetProviderSchemaResponse
}

func (s *stub) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	return &tfprotov5.GetMetadataResponse{}, nil
}

func (s *stub) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	return s.schema, nil
}

func (s *stub) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (s *stub) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (s *stub) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (s *stub) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (s *stub) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}
