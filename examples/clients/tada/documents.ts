import { graphql } from "./graphql.js";

export const Proposal = graphql(`
  fragment Proposal on ReferentMandate {
    id
    version
    endsOn
    stateLabel
    person {
      displayName
    }
    establishment {
      name
    }
    availableTransitions {
      name
      to
      allowed
      reason
    }
  }
`);

export const MyPage = graphql(
  `
    query MyPage {
      viewer {
        person {
          displayName
        }
        hats {
          label
          establishments {
            name
            viewerCan {
              action
              allowed
            }
          }
        }
      }
      myReferents {
        nodes {
          since
          person {
            displayName
            contact {
              mail
            }
          }
          establishment {
            name
          }
        }
      }
      mandates(filter: { states: [PROPOSED] }) {
        nodes {
          ...Proposal
        }
      }
    }
  `,
  [Proposal],
);

export const RehearseAcceptance = graphql(`
  mutation RehearseAcceptance($input: AcceptMandateInput!) {
    acceptMandate(input: $input, options: { dryRun: true }) {
      dryRun
      object {
        stateLabel
      }
    }
  }
`);
