import '@testing-library/jest-dom'
import { configure } from '@testing-library/dom'

// How long a machine takes is no part of what is tested.
configure({ asyncUtilTimeout: 10_000 })
